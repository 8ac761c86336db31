/** out = tanh a, whose derivative follows from its value: 1 − out². */
import { tanh as hyperbolicTangent } from '../../expression/expression.js';
import { elementwise } from '../elementwise.js';

export const tanh = elementwise('a', [], hyperbolicTangent);
