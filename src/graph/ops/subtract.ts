/** r = a − b, element by element: ∂r/∂a = 1, ∂r/∂b = −1. */
import { defineOp, oneShape } from '../op.js';

export const subtract = defineOp<'a' | 'b'>({
  name: 'subtract',
  formula: 'out = a − b; ∂out/∂a = 1, ∂out/∂b = −1',
  inputs: ['a', 'b'],
  recordable: true,
  shape: oneShape,
  forward({ a, b }, out, { count, kernels }) {
    kernels.subtract(a, b, out, count);
  },
  backward(dOut, _, { a, b }, { count, kernels }) {
    if (a) kernels.copy(dOut, 0, a, count);
    if (b) kernels.scale(-1, dOut, b, count);
  },
  write: ({ a, b }) => ({
    value: `${a.symbol} − ${b.symbol}`,
    partials: { a: () => ({}), b: () => ({ times: -1 }) },
  }),
});
