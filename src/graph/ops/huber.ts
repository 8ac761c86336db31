/**
 * ℓ = r²/2 where |r| ≤ δ, else δ(|r| − δ/2), element by element: ∂ℓ/∂r = r, held within ±δ.
 *
 * Huber, "Robust estimation of a location parameter", 1964. A kink of the slope at ±δ is what `piece` tells of.
 */
import { defineOp, oneShape } from '../op.js';
import { elementwise } from '../writing.js';

export const huber = defineOp<'r'>({
  name: 'huber',
  formula: 'out = r²/2 where |r| ≤ δ, else δ(|r| − δ/2); ∂out/∂r = r, held within ±δ',
  inputs: ['r'],
  constants: ['delta'],
  refuse: ({ delta }) => (delta! > 0 ? undefined : `needs a delta above 0; got ${delta}`),
  shape: oneShape,
  forward({ r }, out, { count, constants }) {
    const delta = constants['delta']!;
    for (let i = 0; i < count; i++) {
      const size = Math.abs(r[i]!);
      out[i] = size <= delta ? 0.5 * size * size : delta * (size - 0.5 * delta);
    }
  },
  backward(dOut, { r }, d, { count, constants }) {
    const delta = constants['delta']!;
    for (let i = 0; i < count; i++) d.r![i] = Math.max(-delta, Math.min(delta, r[i]!)) * dOut[i]!;
  },
  piece: (value, { delta }) => (Math.abs(value) <= delta! ? 0 : Math.sign(value)),
  write: elementwise(
    'r',
    (r) => `huber(${r}, δ)`,
    (r) => ({ by: [`clip(${r}, ±δ)`] }),
  ),
});
