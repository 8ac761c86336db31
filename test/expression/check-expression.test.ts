/** What is wrong with an expression is said in one sentence. */
import { expect, test } from 'vitest';
import { problemOf } from '#chainrule/expression/check-expression.js';
import { add, type Expression, lt, neg, select } from '#chainrule/expression/expression.js';

const deep = (levels: number): Expression => (levels === 0 ? 'a' : neg(deep(levels - 1)));
/** That many primitives, nested as little as possible. */
function wide(primitives: number): Expression {
  const left = (primitives - 1) >> 1;
  return primitives === 0 ? 'a' : add(wide(left), wide(primitives - 1 - left));
}

test.each<[unknown, string | undefined]>([
  [add('a', 1), undefined],
  [select(lt('a', 0), 'a', 2), undefined],
  ['z', 'unknown variable "z"; the variables are a'],
  [Number.NaN, 'NaN is not a finite number'],
  [['hypot', 'a', 2], 'unknown primitive "hypot"'],
  [['toString', 'a'], 'unknown primitive "toString"'],
  [['add', 'a'], 'add takes 2 arguments, got 1'],
  [lt('a', 0), 'a condition is not a value; use select'],
  [add(lt('a', 0), 1), 'a condition (lt) may only be the first argument of select'],
  [select('a', 1, 2), 'the first argument of select must be a condition: lt, le or eq'],
  [select(lt(lt('a', 1), 0), 1, 2), 'a condition (lt) may only be the first argument of select'],
  [deep(100), undefined],
  [deep(101), 'nested more than 100 deep'],
  [wide(1000), undefined],
  [wide(1001), 'more than 1000 primitives'],
])('%j: %s', (expression, problem) => {
  const found = problemOf(expression as Expression, ['a']);
  if (problem === undefined) expect(found).toBeUndefined();
  else expect(found).toContain(problem);
});
