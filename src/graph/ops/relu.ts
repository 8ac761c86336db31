/** out = max(a, 0), element by element: ∂out/∂a = 1 where a > 0 and 0 elsewhere (0 at the kink itself). */
import { defineOp, oneShape } from '../op.js';
import { elementwise } from '../writing.js';

export const relu = defineOp<'a'>({
  name: 'relu',
  formula: 'out = max(a, 0); ∂out/∂a = 1 where a > 0, else 0',
  inputs: ['a'],
  shape: oneShape,
  forward({ a }, out, { count }) {
    for (let i = 0; i < count; i++) out[i] = Math.max(a[i]!, 0);
  },
  backward(dOut, { a }, d, { count }) {
    for (let i = 0; i < count; i++) d.a![i] = a[i]! > 0 ? dOut[i]! : 0;
  },
  piece: (value) => (value > 0 ? 1 : 0),
  write: elementwise(
    'a',
    (a) => `max(${a}, 0)`,
    (a) => ({ by: [`[${a} > 0]`] }),
  ),
});
