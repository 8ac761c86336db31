/** out = a + b. */
import { add as plus } from '../../expression/expression.js';
import { elementwise } from '../elementwise.js';

export const add = elementwise(['a', 'b'], [], plus);
