/** out = 1 / (1 + e⁻ᵃ), element by element: ∂out/∂a = out (1 − out). The language leaves the last bit of exp open. */
import { defineOp, oneShape } from '../op.js';
import { elementwise } from '../writing.js';

export const sigmoid = defineOp<'a'>({
  name: 'sigmoid',
  formula: 'out = 1 / (1 + e⁻ᵃ); ∂out/∂a = out (1 − out)',
  inputs: ['a'],
  shape: oneShape,
  forward({ a }, out, { count }) {
    for (let i = 0; i < count; i++) out[i] = 1 / (1 + Math.exp(-a[i]!));
  },
  backward(dOut, _, d, { count }, out) {
    for (let i = 0; i < count; i++) d.a![i] = out[i]! * (1 - out[i]!) * dOut[i]!;
  },
  write: elementwise(
    'a',
    (a) => `σ(${a})`,
    (_, out) => ({ by: [out, `(1 − ${out})`] }),
  ),
});
