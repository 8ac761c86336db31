/** Law: derivatives are those of central differences, and an arm that is not taken contributes nothing. */
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { codeOf } from '#chainrule/expression/code.js';
import { derivative } from '#chainrule/expression/derive.js';
import {
  abs,
  div,
  type Expression,
  log,
  lt,
  max,
  min,
  mul,
  select,
  sqrt,
  square,
  tanh,
} from '#chainrule/expression/expression.js';
import { piecesOf } from '#chainrule/expression/pieces.js';
import { valuesOf } from '#chainrule/expression/run-code.js';
import { huber } from '#chainrule/graph/ops/huber.js';
import { sigmoid } from '#chainrule/graph/ops/sigmoid.js';
import { softplus } from '#chainrule/graph/ops/softplus.js';
import { randomExpression } from './random-expression.js';

const at = (expression: Expression, a: number, b = 0, out = 0) =>
  valuesOf(codeOf([expression], ['a', 'b', 'out']), [a, b, out])[0]!;

describe('derivative', () => {
  it('is the central difference of random expressions, away from kinks', () => {
    let compared = 0;
    const between = fc.double({ min: -2, max: 2, noNaN: true });
    const property = fc.property(randomExpression(), between, between, (expression, a, b) => {
      const delta = 1e-6;
      const pieces = codeOf(piecesOf(expression), ['a', 'b']);
      const beside = [a - 2 * delta, a, a + 2 * delta].map((near) => valuesOf(pieces, [near, b]).join());
      const [low, middle, high] = [a - delta, a, a + delta].map((near) => at(expression, near, b));
      const slope = at(derivative(expression, 'a'), a, b, middle);
      // A value far from 1 has lost the digits that the difference is made of.
      const sound = [low, middle, high, slope].every((value) => Math.abs(value!) < 1e3);
      if (!sound || new Set(beside).size > 1) return;
      const curved = [-2, 2].map((k) =>
        at(derivative(expression, 'a'), a + k * delta, b, at(expression, a + k * delta, b)),
      );
      const spread = Math.max(...curved.map((other) => Math.abs(other - slope)));
      if (!(spread < 1e-3)) return;
      compared++;
      expect(Math.abs((high! - low!) / (2 * delta) - slope)).toBeLessThan(
        1e-4 * Math.max(1, Math.abs(slope)),
      );
    });
    fc.assert(property, { numRuns: 3000, seed: 1 });
    expect(compared).toBeGreaterThan(1500);
  });

  it('of an arm that is not taken contributes nothing, infinite and NaN included', () => {
    // ln a and √a have no derivative at 0 and below.
    const guarded = select(lt(0, 'a'), mul(log('a'), sqrt('a')), square('a'));
    expect(at(derivative(guarded, 'a'), -3)).toBe(-6);
    expect(at(derivative(guarded, 'a'), 0)).toBe(0);
    const inside = mul(3, select(lt('a', 1), 'a', div(1, 0)));
    expect(at(derivative(inside, 'a'), 0.5)).toBe(3);
  });

  test.each<[string, Expression, number, number]>([
    ['|a| at 0', abs('a'), 0, 0],
    ['max(a, 0) at 0', max('a', 0), 0, 0],
    ['min(a, 0) at 0', min('a', 0), 0, 0],
    ['max(0, a) at 0', max(0, 'a'), 0, 1],
  ])('of %s', (_, expression, a, expected) => {
    expect(at(derivative(expression, 'a'), a)).toBe(expected);
  });

  it('writes what equals the value as out', () => {
    expect(derivative(tanh('a'), 'a')).toEqual(['sub', 1, ['mul', 'out', 'out']]);
    expect(derivative(square('a'), 'a')).toEqual(['mul', 2, 'a']);
    expect(derivative(huber.value, 'r')).toEqual([
      'select',
      ['le', ['abs', 'r'], 'delta'],
      'r',
      ['mul', 'delta', ['sign', 'r']],
    ]);
  });
});

describe('a stated derivative agrees with the derived one', () => {
  test.each(Object.entries({ sigmoid, softplus }))('%s', (_, { value, partials }) => {
    const stated = partials?.['a'] ?? 0;
    for (let a = -30.3; a < 30; a += 0.7) {
      const out = at(value, a);
      const derived = at(derivative(value, 'a'), a, 0, out);
      const given = at(stated, a, 0, out);
      // 1 − out loses what out has gained: up to 2⁻⁵² of 1.
      expect(Math.abs(given - derived)).toBeLessThan(4 * 2 ** -52 * Math.max(derived, a > 0 ? 1 : 0));
    }
  });
});
