/** out = aᵇ; of a negative a for whole b only, else NaN, which stops a training. */
import { pow } from '../../expression/expression.js';
import { elementwise } from '../elementwise.js';

export const power = elementwise(['a', 'b'], [], pow);
