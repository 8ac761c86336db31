/** Expressions as people write them, with as few parentheses as the meaning allows. */
import { expect, test } from 'vitest';
import { derivative } from '#chainrule/expression/derive.js';
import {
  abs,
  add,
  div,
  type Expression,
  eq,
  exp,
  expm1,
  le,
  log1p,
  lt,
  max,
  mul,
  neg,
  select,
  sqrt,
  square,
  sub,
  tanh,
} from '#chainrule/expression/expression.js';
import { writeExpression, writeFactors } from '#chainrule/expression/symbols.js';
import { huber } from '#chainrule/graph/ops/huber.js';

const write = (expression: Expression) =>
  writeExpression(expression, (name) => (name === 'delta' ? 'δ' : name));

test.each<[Expression, string]>([
  [add('a', sub('b', 'c')), 'a + b − c'],
  [sub('a', add('b', 'c')), 'a − (b + c)'],
  [sub('a', -1), 'a − (−1)'],
  [mul(add('a', 1), 'b'), '(a + 1)·b'],
  [mul(2, mul('a', 'b')), '2a·b'],
  [mul(-1, 'a'), '−a'],
  [mul(0.5, square('r')), '½r²'],
  [square(add('a', 'b')), '(a + b)²'],
  [neg(add('a', 'b')), '−(a + b)'],
  [div('a', mul('b', 'c')), 'a/(b·c)'],
  [div(add('a', 1), 'b'), '(a + 1)/b'],
  [sqrt(add('a', 1)), '√(a + 1)'],
  [sub(1, square(tanh('a'))), '1 − tanh(a)²'],
  [select(lt(0, 'a'), 1, 0), '[a > 0]'],
  [select(le(0, 'a'), 1, 0), '[a ≥ 0]'],
  [select(eq(0, 'a'), 1, 0), '[a = 0]'],
  [mul(2, select(lt('a', 'b'), 'a', 'b')), '2·(a if a < b else b)'],
  [neg(expm1(neg('a'))), '1 − exp(−a)'],
  [add(max('a', 0), log1p(exp(neg(abs('a'))))), 'max(a, 0) + ln(1 + exp(−|a|))'],
  [huber.value, '½r² if |r| ≤ δ else δ·(|r| − ½δ)'],
])('%j is written %s', (expression, text) => {
  expect(write(expression)).toBe(text);
});

test('a product is taken apart into a number and factors', () => {
  const factors = (expression: Expression) => writeFactors(expression, (name) => name);
  expect(factors(derivative(square('r'), 'r'))).toEqual({ times: 2, by: ['r'] });
  expect(factors(neg(mul('a', sub(1, 'a'))))).toEqual({ times: -1, by: ['a', '(1 − a)'] });
  expect(factors(-3)).toEqual({ times: -3, by: [] });
  expect(factors(select(lt('a', 0), 'b', 1))).toEqual({ times: 1, by: ['(b if a < 0 else 1)'] });
});
