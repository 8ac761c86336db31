/** out = the larger of a and b; where both are equal, the derivative is that of b. */
import { max as larger } from '../../expression/expression.js';
import { elementwise } from '../elementwise.js';

export const max = elementwise(['a', 'b'], [], larger);
