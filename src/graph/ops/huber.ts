/** Quadratic near zero, linear in the tails (Huber, "Robust estimation of a location parameter", 1964). */
import { abs, half, le, mul, select, square, sub } from '../../expression/expression.js';
import { elementwise } from '../elementwise.js';

export const huber = elementwise(
  'r',
  ['delta'],
  (r, { delta }) =>
    select(le(abs(r), delta), mul(half, square(r)), mul(delta, sub(abs(r), mul(half, delta)))),
  { positive: ['delta'] },
);
