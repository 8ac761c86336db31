/** out = factor · a, element by element: ∂out/∂a = factor. */
import { defineOp, oneShape } from '../op.js';

export const scale = defineOp<'a'>({
  name: 'scale',
  formula: 'out = factor·a; ∂out/∂a = factor',
  inputs: ['a'],
  constants: ['factor'],
  recordable: true,
  shape: oneShape,
  forward({ a }, out, { count, constants, kernels }) {
    kernels.scale(constants['factor']!, a, out, count);
  },
  backward(dOut, _, d, { count, constants, kernels }) {
    kernels.scale(constants['factor']!, dOut, d.a!, count);
  },
  write: ({ a }, _, constants) => ({
    value: `${constants['factor']}·${a.symbol}`.replace(/^-/, '−'),
    partials: { a: () => ({ times: constants['factor']! }) },
  }),
});
