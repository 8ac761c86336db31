/** out = eᵃ, element by element: ∂out/∂a = out. The language leaves the last bit of exp open; beyond a ≈ 709 it is ∞. */
import { defineOp, oneShape } from '../op.js';
import { elementwise } from '../writing.js';

export const exp = defineOp<'a'>({
  name: 'exp',
  formula: 'out = eᵃ; ∂out/∂a = out',
  inputs: ['a'],
  shape: oneShape,
  forward({ a }, out, { count }) {
    for (let i = 0; i < count; i++) out[i] = Math.exp(a[i]!);
  },
  backward(dOut, _, d, { count }, out) {
    for (let i = 0; i < count; i++) d.a![i] = out[i]! * dOut[i]!;
  },
  write: elementwise(
    'a',
    (a) => `exp(${a})`,
    (_, out) => ({ by: [out] }),
  ),
});
