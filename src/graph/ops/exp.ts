/** out = eᵃ; beyond a ≈ 709.8 it is ∞. */
import { exp as exponential } from '../../expression/expression.js';
import { elementwise } from '../elementwise.js';

export const exp = elementwise('a', [], exponential);
