/**
 * out = ln(1 + eᵃ), element by element: ∂out/∂a = σ(a) = 1 / (1 + e⁻ᵃ).
 *
 * Computed as max(a, 0) + ln(1 + e^(−|a|)), which never overflows and keeps small results exact to the last digits. The
 * language leaves the last bit of exp and log1p open.
 */
import { defineOp, oneShape } from '../op.js';
import { elementwise } from '../writing.js';

export const softplus = defineOp<'a'>({
  name: 'softplus',
  formula: 'out = ln(1 + eᵃ); ∂out/∂a = 1 / (1 + e⁻ᵃ)',
  inputs: ['a'],
  shape: oneShape,
  forward({ a }, out, { count }) {
    for (let i = 0; i < count; i++) out[i] = Math.max(a[i]!, 0) + Math.log1p(Math.exp(-Math.abs(a[i]!)));
  },
  backward(dOut, { a }, d, { count }) {
    for (let i = 0; i < count; i++) {
      const small = Math.exp(-Math.abs(a[i]!));
      d.a![i] = ((a[i]! < 0 ? small : 1) / (1 + small)) * dOut[i]!;
    }
  },
  write: elementwise(
    'a',
    (a) => `softplus(${a})`,
    (a) => ({ by: [`σ(${a})`] }),
  ),
});
