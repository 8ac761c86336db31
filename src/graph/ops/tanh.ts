/** out = tanh a, element by element: ∂out/∂a = 1 − out². The language leaves the last bit of tanh open. */
import { defineOp, oneShape } from '../op.js';
import { elementwise } from '../writing.js';

export const tanh = defineOp<'a'>({
  name: 'tanh',
  formula: 'out = tanh a; ∂out/∂a = 1 − out²',
  inputs: ['a'],
  shape: oneShape,
  forward({ a }, out, { count }) {
    for (let i = 0; i < count; i++) out[i] = Math.tanh(a[i]!);
  },
  backward(dOut, _, d, { count }, out) {
    for (let i = 0; i < count; i++) d.a![i] = (1 - out[i]! * out[i]!) * dOut[i]!;
  },
  write: elementwise(
    'a',
    (a) => `tanh(${a})`,
    (_, out) => ({ by: [`(1 − ${out}²)`] }),
  ),
});
