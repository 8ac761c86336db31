/** out = r². */
import { square as squared } from '../../expression/expression.js';
import { elementwise } from '../elementwise.js';

export const square = elementwise('r', [], squared);
