/** out = factor · a, element by element: ∂out/∂a = factor. */
import { defineOp, oneShape } from '../op.js';

export const scale = defineOp<'a'>({
  name: 'scale',
  formula: 'out = factor·a; ∂out/∂a = factor',
  inputs: ['a'],
  constants: ['factor'],
  shape: oneShape,
  forward({ a }, out, { count, constants }) {
    const factor = constants['factor']!;
    for (let i = 0; i < count; i++) out[i] = factor * a[i]!;
  },
  backward(dOut, _, d, { count, constants }) {
    const factor = constants['factor']!;
    for (let i = 0; i < count; i++) d.a![i] = factor * dOut[i]!;
  },
  write: ({ a }, _, constants) => ({
    value: `${constants['factor']}·${a.symbol}`.replace(/^-/, '−'),
    partials: { a: () => ({ times: constants['factor']! }) },
  }),
});
