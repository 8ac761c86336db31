/** out = a + b, element by element: ∂out/∂a = ∂out/∂b = 1. */
import { defineOp, oneShape } from '../op.js';

export const add = defineOp<'a' | 'b'>({
  name: 'add',
  formula: 'out = a + b; ∂out/∂a = 1, ∂out/∂b = 1',
  inputs: ['a', 'b'],
  recordable: true,
  shape: oneShape,
  forward({ a, b }, out, { count, kernels }) {
    kernels.add(a, b, out, count);
  },
  backward(dOut, _, { a, b }, { count, kernels }) {
    if (a) kernels.copy(dOut, 0, a, count);
    if (b) kernels.copy(dOut, 0, b, count);
  },
  write: ({ a, b }) => ({ value: `${a.symbol} + ${b.symbol}`, partials: { a: () => ({}), b: () => ({}) } }),
});
