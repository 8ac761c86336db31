/**
 * out = ln a, element by element: ∂out/∂a = 1/a. For a > 0; at 0 it is −∞ and below it is not a number, which stops a
 * training. The language leaves the last bit of log open.
 */
import { defineOp, oneShape } from '../op.js';
import { elementwise } from '../writing.js';

export const log = defineOp<'a'>({
  name: 'log',
  formula: 'out = ln a; ∂out/∂a = 1/a',
  inputs: ['a'],
  shape: oneShape,
  forward({ a }, out, { count }) {
    for (let i = 0; i < count; i++) out[i] = Math.log(a[i]!);
  },
  backward(dOut, { a }, d, { count }) {
    for (let i = 0; i < count; i++) d.a![i] = dOut[i]! / a[i]!;
  },
  write: elementwise(
    'a',
    (a) => `ln(${a})`,
    (a) => ({ by: [`1/${a}`] }),
  ),
});
