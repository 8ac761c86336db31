/** out = a·b. */
import { mul } from '../../expression/expression.js';
import { elementwise } from '../elementwise.js';

export const multiply = elementwise(['a', 'b'], [], mul);
