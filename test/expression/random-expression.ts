/** Random expressions over the variables a and b. */
import fc from 'fast-check';
import {
  type Application,
  arity,
  type Expression,
  type Primitive,
} from '#chainrule/expression/expression.js';

const conditions: readonly Primitive[] = ['lt', 'le', 'eq'];

/** `leave` names primitives that do not occur. */
export function randomExpression(leave: readonly Primitive[] = []): fc.Arbitrary<Expression> {
  const primitives = (Object.keys(arity) as Primitive[]).filter(
    (name) => !leave.includes(name) && !conditions.includes(name) && name !== 'select',
  );
  return fc.letrec<{ value: Expression }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      fc.constantFrom<Expression>('a', 'b'),
      fc.double({ min: -3, max: 3, noNaN: true }),
      fc
        .record({ name: fc.constantFrom(...primitives), a: tie('value'), b: tie('value') })
        .map(({ name, a, b }): Application => (arity[name] === 1 ? [name, a] : [name, a, b])),
      fc
        .record({
          name: fc.constantFrom(...conditions),
          left: tie('value'),
          right: tie('value'),
          yes: tie('value'),
          no: tie('value'),
        })
        .map(({ name, left, right, yes, no }): Application => ['select', [name, left, right], yes, no]),
    ),
  })).value;
}
