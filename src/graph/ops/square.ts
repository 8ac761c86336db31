/** ℓ = r², element by element: ∂ℓ/∂r = 2r. */
import { defineOp, oneShape } from '../op.js';
import { elementwise } from '../writing.js';

export const square = defineOp<'r'>({
  name: 'square',
  formula: 'out = r²; ∂out/∂r = 2r',
  inputs: ['r'],
  recordable: true,
  shape: oneShape,
  forward({ r }, out, { count, kernels }) {
    kernels.multiply(r, r, out, count);
  },
  backward(dOut, { r }, d, { count, kernels }) {
    kernels.scaledProduct(2, r, dOut, d.r!, count);
  },
  write: elementwise(
    'r',
    (r) => `${r}²`,
    (r) => ({ times: 2, by: [r] }),
  ),
});
