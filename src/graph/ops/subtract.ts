/** r = a − b, element by element: ∂r/∂a = 1, ∂r/∂b = −1. */
import { defineOp, oneShape } from '../op.js';

export const subtract = defineOp<'a' | 'b'>({
  name: 'subtract',
  formula: 'out = a − b; ∂out/∂a = 1, ∂out/∂b = −1',
  inputs: ['a', 'b'],
  shape: oneShape,
  forward({ a, b }, out, { count }) {
    for (let i = 0; i < count; i++) out[i] = a[i]! - b[i]!;
  },
  backward(dOut, _, { a, b }, { count }) {
    if (a) for (let i = 0; i < count; i++) a[i] = dOut[i]!;
    if (b) for (let i = 0; i < count; i++) b[i] = -dOut[i]!;
  },
  write: ({ a, b }) => ({
    value: `${a.symbol} − ${b.symbol}`,
    partials: { a: () => ({}), b: () => ({ times: -1 }) },
  }),
});
