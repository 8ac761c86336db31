import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeOf } from '#chainrule/expression/code.js';
import type { Expression } from '#chainrule/expression/expression.js';
import { valuesOf } from '#chainrule/expression/run-code.js';
import { simplified } from '#chainrule/expression/simplify.js';
import { randomExpression } from './random-expression.js';

describe('a simplified expression', () => {
  it.each<[Expression, Expression]>([
    [
      ['mul', 2, ['pow', 'a', ['sub', 2, 1]]],
      ['mul', 2, 'a'],
    ],
    [['mul', 0, ['pow', 'a', ['sub', 0, 1]]], 0],
    [
      ['mul', 'a', 3],
      ['mul', 3, 'a'],
    ],
    [['add', ['mul', 1, 'a'], ['sub', 1, 1]], 'a'],
    [['div', ['neg', ['neg', 3]], 1], 3],
    [
      ['select', ['lt', 'a', ['add', 1, 1]], ['pow', 'a', 0], 'a'],
      ['select', ['lt', 'a', 2], 1, 'a'],
    ],
  ])('%j is %j', (expression, expected) => {
    expect(simplified(expression)).toEqual(expected);
  });

  it('has the same value, but for rounding and 0 · NaN', () => {
    const operand = fc.double({ min: -2, max: 2, noNaN: true });
    const property = fc.property(randomExpression(), operand, operand, (expression, a, b) => {
      const [before, after] = [expression, simplified(expression)].map(
        (one) => valuesOf(codeOf([one], ['a', 'b']), [a, b])[0]!,
      );
      if (!Number.isFinite(before) || Math.abs(before!) > 1e6) return;
      expect(Math.abs(after! - before!)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(before!)));
    });
    fc.assert(property, { numRuns: 500, seed: 4 });
  });
});
