/** What is wrong with an expression is said in one sentence. */
import { expect, test } from 'vitest';
import { problemOf } from '#chainrule/expression/check-expression.js';
import { add, type Expression, lt, select, square } from '#chainrule/expression/expression.js';

let deep: Expression = 'a';
for (let k = 0; k < 101; k++) deep = ['neg', deep];
let wide: Expression = 'a';
for (let k = 0; k < 10; k++) wide = square(wide);

test.each<[unknown, string | undefined]>([
  [add('a', 1), undefined],
  [select(lt('a', 0), 'a', 2), undefined],
  ['z', 'unknown variable "z"; the variables are a'],
  [Number.NaN, 'NaN is not a finite number'],
  [['pow', 'a', 2], 'unknown primitive "pow"'],
  [['toString', 'a'], 'unknown primitive "toString"'],
  [['add', 'a'], 'add takes 2 arguments, got 1'],
  [lt('a', 0), 'a condition is not a value; use select'],
  [add(lt('a', 0), 1), 'a condition (lt) may only be the first argument of select'],
  [select('a', 1, 2), 'the first argument of select must be a condition: lt, le or eq'],
  [select(lt(lt('a', 1), 0), 1, 2), 'a condition (lt) may only be the first argument of select'],
  [deep, 'nested more than 100 deep'],
  [wide, 'more than 1000 primitives'],
])('%j: %s', (expression, problem) => {
  const found = problemOf(expression as Expression, ['a']);
  if (problem === undefined) expect(found).toBeUndefined();
  else expect(found).toContain(problem);
});
