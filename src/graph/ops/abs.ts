/** out = |a|, element by element: ∂out/∂a = 1 where a > 0, −1 where a < 0, and 0 at the kink itself. */
import { defineOp, oneShape } from '../op.js';
import { elementwise } from '../writing.js';

export const abs = defineOp<'a'>({
  name: 'abs',
  formula: 'out = |a|; ∂out/∂a = sign a (0 at a = 0)',
  inputs: ['a'],
  shape: oneShape,
  forward({ a }, out, { count }) {
    for (let i = 0; i < count; i++) out[i] = Math.abs(a[i]!);
  },
  backward(dOut, { a }, d, { count }) {
    for (let i = 0; i < count; i++) d.a![i] = a[i]! === 0 ? 0 : Math.sign(a[i]!) * dOut[i]!;
  },
  piece: (value) => Math.sign(value),
  write: elementwise(
    'a',
    (a) => `|${a}|`,
    (a) => ({ by: [`sign(${a})`] }),
  ),
});
