/** out = |a|; the derivative at the kink itself is 0. */
import { abs as absolute } from '../../expression/expression.js';
import { elementwise } from '../elementwise.js';

export const abs = elementwise('a', [], absolute);
