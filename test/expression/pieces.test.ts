/** Smooth pieces: kinks of what is selected count, others do not. */
import { expect, test } from 'vitest';
import { codeOf } from '#chainrule/expression/code.js';
import { abs, add, type Expression, lt, max, mul, select, tanh } from '#chainrule/expression/expression.js';
import { piecesOf } from '#chainrule/expression/pieces.js';
import { valuesOf } from '#chainrule/expression/run-code.js';

/** At how many of these neighbours the piece is another. */
const changes = (expression: Expression, points: readonly number[]) => {
  const pieces = points.map((a) => valuesOf(codeOf(piecesOf(expression), ['a']), [a]).join());
  return pieces.slice(1).filter((piece, k) => piece !== pieces[k]).length;
};

test.each<[string, Expression, number]>([
  ['a smooth one has none', mul(tanh('a'), 'a'), 0],
  ['|a| has a kink at 0, and 0 is a piece of its own', abs('a'), 2],
  ['max(a, 1)', max('a', 1), 1],
  ['a kink in the arm that is taken', select(lt('a', 5), abs('a'), 0), 2],
  ['a kink in the arm that is not taken', select(lt('a', 5), 'a', abs('a')), 0],
  ['a kink of a condition’s side is none of the value', select(lt(abs('a'), 9), 'a', 0), 0],
  ['two kinks', add(abs('a'), max('a', 1)), 3],
])('%s', (_, expression, expected) => {
  expect(changes(expression, [-2, -1, 0, 0.5, 2])).toBe(expected);
});

test('equal pieces are there once', () => {
  expect(piecesOf(add(abs('a'), abs('a')))).toHaveLength(2);
});
