/** ℓ = r², element by element: ∂ℓ/∂r = 2r. */
import { defineOp, oneShape } from '../op.js';
import { elementwise } from '../writing.js';

export const square = defineOp<'r'>({
  name: 'square',
  formula: 'out = r²; ∂out/∂r = 2r',
  inputs: ['r'],
  shape: oneShape,
  forward({ r }, out, { count }) {
    for (let i = 0; i < count; i++) out[i] = r[i]! * r[i]!;
  },
  backward(dOut, { r }, d, { count }) {
    for (let i = 0; i < count; i++) d.r![i] = 2 * r[i]! * dOut[i]!;
  },
  write: elementwise(
    'r',
    (r) => `${r}²`,
    (r) => ({ times: 2, by: [r] }),
  ),
});
