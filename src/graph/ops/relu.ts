/** out = max(a, 0); the derivative at the kink itself is 0. */
import { max } from '../../expression/expression.js';
import { elementwise } from '../elementwise.js';

export const relu = elementwise('a', [], (a) => max(a, 0));
