/** out = a − b. */
import { sub } from '../../expression/expression.js';
import { elementwise } from '../elementwise.js';

export const subtract = elementwise(['a', 'b'], [], sub);
