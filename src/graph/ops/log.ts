/** out = ln a, for a > 0; at 0 it is −∞ and below it is NaN, which stops a training. */
import { log as logarithm } from '../../expression/expression.js';
import { elementwise } from '../elementwise.js';

export const log = elementwise('a', [], logarithm);
