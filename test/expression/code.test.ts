/** Law: code gives what the expression says, and WebAssembly gives the bits of plain loops. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeOf } from '#chainrule/expression/code.js';
import {
  add,
  arity,
  div,
  type Expression,
  exp,
  isCondition,
  log,
  lt,
  mul,
  neg,
  type Primitive,
  select,
  square,
  sub,
} from '#chainrule/expression/expression.js';
import { runPlain, valuesOf } from '#chainrule/expression/run-code.js';
import { compileMap } from '#chainrule/kernels/trace/map.js';
import { memory, numbers, placed, seeded } from '../kernels/helpers.js';
import { randomExpression } from './random-expression.js';

/** The value by recursion over the expression, with the language's own arithmetic. */
function evaluated(expression: Expression, variables: Readonly<Record<string, number>>): number {
  if (typeof expression === 'number') return expression;
  if (typeof expression === 'string') return variables[expression] ?? Number.NaN;
  const [primitive, ...args] = expression;
  if (primitive === 'select') {
    const [condition, yes, no] = args;
    if (typeof condition !== 'object') throw new Error('no condition');
    const [l = 0, r = 0] = condition.slice(1).map((side) => evaluated(side as Expression, variables));
    const holds = { lt: l < r, le: l <= r, eq: l === r }[condition[0] as 'lt' | 'le' | 'eq'];
    return evaluated((holds ? yes : no) ?? 0, variables);
  }
  const [x = 0, y = 0] = args.map((argument) => evaluated(argument, variables));
  const simple: Partial<Record<string, number>> = {
    add: x + y,
    sub: x - y,
    mul: x * y,
    div: x / y,
    neg: -x,
    abs: Math.abs(x),
    sign: Math.sign(x),
    sqrt: Math.sqrt(x),
    min: Math.min(x, y),
    max: Math.max(x, y),
  };
  const value = simple[primitive];
  if (value === undefined) throw new Error(`no ${primitive} here`);
  return value;
}

const functions = ['pow', 'exp', 'expm1', 'log', 'log1p', 'tanh'] as const;
const operand = fc.oneof(
  fc.double({ min: -4, max: 4, noNaN: true }),
  fc.constantFrom(0, -0, Infinity, -Infinity, Number.NaN, 5e-324),
);

describe('code', () => {
  it('gives the value that recursion over the expression gives, bit for bit', () => {
    const property = fc.property(randomExpression(functions), operand, operand, (expression, a, b) => {
      const [value] = valuesOf(codeOf([expression], ['a', 'b']), [a, b]);
      expect(value).toBe(evaluated(expression, { a, b }));
    });
    fc.assert(property, { numRuns: 2000, seed: 1 });
  });

  it('gives the same bits in WebAssembly, for pairs and for single numbers', () => {
    const property = fc.property(
      randomExpression(),
      fc.integer({ min: 1, max: 11 }),
      fc.nat(),
      (expression, count, seed) => {
        const code = codeOf([expression, 'a'], ['a', 'b']);
        const source = seeded(seed);
        const [a, b] = [placed(numbers(count, source, true)), placed(numbers(count, source, true))];
        const plain = [new Float64Array(count), new Float64Array(count)];
        runPlain(code, [a, b], plain, count);
        const outs = [placed(new Float64Array(count)), placed(new Float64Array(count))];
        const addresses = [a, b, ...outs].map((array) => Reflect.get(array, 'address'));
        compileMap(memory, code)(...addresses, count);
        expect(outs).toEqual(plain);
      },
    );
    fc.assert(property, { numRuns: 600, seed: 2 });
  });

  it.each(Object.keys(arity) as Primitive[])('gives the same bits of %s for all pairs of numbers', (name) => {
    const special = [0, -0, 1, -1, 2.5, 2 ** -1074, -1e308, Infinity, -Infinity, Number.NaN];
    const pairs = special.flatMap((a) => special.map((b) => [a, b] as const));
    // Selections are tried with both arms in both orders: some are one instruction.
    const all: Expression[] =
      name === 'select'
        ? (['lt', 'le', 'eq'] as const).flatMap((condition) => [
            select([condition, 'a', 'b'], 'a', 'b'),
            select([condition, 'a', 'b'], 'b', 'a'),
            select([condition, 'a', 'b'], 'a', 2),
          ])
        : isCondition([name])
          ? [select([name, 'a', 'b'], 1, 0)]
          : [arity[name] === 1 ? [name, 'a'] : [name, 'a', 'b']];
    const code = codeOf(all, ['a', 'b']);
    const compiled = compileMap(memory, code);
    for (const drawn of [pairs, ...pairs.map((pair) => [pair])]) {
      const [a, b] = [0, 1].map((k) => placed(drawn.map((pair) => pair[k]!))) as [Float64Array, Float64Array];
      const plain = all.map(() => new Float64Array(drawn.length));
      runPlain(code, [a, b], plain, drawn.length);
      const outs = all.map(() => placed(new Float64Array(drawn.length)));
      const addresses = [a, b, ...outs].map((array) => Reflect.get(array, 'address'));
      compiled(...addresses, drawn.length);
      expect(outs).toEqual(plain);
    }
  });

  it('computes equal parts once', () => {
    const small = exp(neg('a'));
    const once = codeOf([small], ['a']).instructions.length;
    expect(codeOf([add(small, exp(neg('a')))], ['a']).instructions).toHaveLength(once + 1);
    // Nested squares are 2^40 leaves as a tree.
    let power: Expression = 'a';
    for (let k = 0; k < 40; k++) power = square(power);
    expect(codeOf([power], ['a']).instructions).toHaveLength(41);
  });

  it('divides by a power of two with a product, to the same bits', () => {
    for (const divisor of [1, 2, -8, 2 ** 60, 3, 0.1, 1 + 2 ** -52, 2 ** -1060]) {
      const code = codeOf([div('a', divisor)], ['a']);
      const isProduct = !code.instructions.some(({ operation }) => operation === 'div');
      expect(isProduct).toBe(![3, 0.1, 1 + 2 ** -52, 2 ** -1060].includes(divisor));
      for (const a of [1, 5e-324, -1e308, 0, -0, 7.3]) expect(valuesOf(code, [a])).toEqual([a / divisor]);
    }
  });

  it('tells −0 from 0, and takes constants by name', () => {
    expect(valuesOf(codeOf([mul('c', -0), sub(0, 'c')], [], { c: 2 }), [])).toEqual([-0, -2]);
    expect(valuesOf(codeOf([div('a', -0), div('a', 0)], ['a']), [1])).toEqual([-Infinity, Infinity]);
    expect(() => codeOf([add('a', 'z')], ['a'])).toThrow('unknown variable "z"');
  });

  it('lets what is not selected have no effect', () => {
    expect(valuesOf(codeOf([select(lt('a', 0), 0, log('a'))], ['a']), [-1])).toEqual([0]);
  });
});
