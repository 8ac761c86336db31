/** Expressions to be read by people: numbers computed, and what changes nothing left out. Values may round differently. */
import { type Expression, isApplication } from './expression.js';

/** The expression with products, sums and powers of numbers worked out: 2·a^(2 − 1) is 2·a. */
export function simplified(expression: Expression): Expression {
  if (!isApplication(expression)) return expression;
  const [primitive, ...args] = expression;
  const parts = args.map(simplified);
  const [a = 0, b = 0] = parts;
  switch (primitive) {
    case 'add':
      if (typeof a === 'number' && typeof b === 'number') return a + b;
      return a === 0 ? b : b === 0 ? a : ['add', a, b];
    case 'sub':
      if (typeof a === 'number' && typeof b === 'number') return a - b;
      return b === 0 ? a : ['sub', a, b];
    case 'mul':
      if (typeof a === 'number' && typeof b === 'number') return a * b;
      if (a === 0 || b === 0) return 0;
      if (typeof b === 'number') return a === 1 ? b : simplified(['mul', b, a]);
      return a === 1 ? b : ['mul', a, b];
    case 'div':
      return b === 1 ? a : ['div', a, b];
    case 'neg':
      return typeof a === 'number' ? -a : ['neg', a];
    case 'pow':
      return b === 0 ? 1 : b === 1 ? a : ['pow', a, b];
    default:
      return [primitive, ...parts];
  }
}
