/** out = a·b, element by element: ∂out/∂a = b, ∂out/∂b = a. */
import { defineOp, oneShape } from '../op.js';

export const multiply = defineOp<'a' | 'b'>({
  name: 'multiply',
  formula: 'out = a·b; ∂out/∂a = b, ∂out/∂b = a',
  inputs: ['a', 'b'],
  recordable: true,
  shape: oneShape,
  forward({ a, b }, out, { count, kernels }) {
    kernels.multiply(a, b, out, count);
  },
  backward(dOut, { a, b }, d, { count, kernels }) {
    if (d.a) kernels.multiply(dOut, b, d.a, count);
    if (d.b) kernels.multiply(dOut, a, d.b, count);
  },
  write: ({ a, b }) => ({
    value: `${a.symbol}·${b.symbol}`,
    partials: { a: (index) => ({ by: [b.at(index)] }), b: (index) => ({ by: [a.at(index)] }) },
  }),
});
