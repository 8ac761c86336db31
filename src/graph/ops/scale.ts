/** out = factor·a. */
import { mul } from '../../expression/expression.js';
import { elementwise } from '../elementwise.js';

export const scale = elementwise('a', ['factor'], (a, { factor }) => mul(factor, a));
