/** out = a/b. */
import { div } from '../../expression/expression.js';
import { elementwise } from '../elementwise.js';

export const divide = elementwise(['a', 'b'], [], div);
