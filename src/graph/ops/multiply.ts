/** out = a·b, element by element: ∂out/∂a = b, ∂out/∂b = a. */
import { defineOp, oneShape } from '../op.js';

export const multiply = defineOp<'a' | 'b'>({
  name: 'multiply',
  formula: 'out = a·b; ∂out/∂a = b, ∂out/∂b = a',
  inputs: ['a', 'b'],
  shape: oneShape,
  forward({ a, b }, out, { count }) {
    for (let i = 0; i < count; i++) out[i] = a[i]! * b[i]!;
  },
  backward(dOut, { a, b }, d, { count }) {
    if (d.a) for (let i = 0; i < count; i++) d.a[i] = dOut[i]! * b[i]!;
    if (d.b) for (let i = 0; i < count; i++) d.b[i] = dOut[i]! * a[i]!;
  },
  write: ({ a, b }) => ({
    value: `${a.symbol}·${b.symbol}`,
    partials: { a: (index) => ({ by: [b.at(index)] }), b: (index) => ({ by: [a.at(index)] }) },
  }),
});
