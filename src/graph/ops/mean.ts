/** out = (1/n) Σⱼ aⱼ, a scalar. */
import { quotientBy } from '../../expression/arithmetic.js';
import { sizeOf } from '../definition.js';
import { defineOp } from '../op.js';

export const mean = defineOp<'a'>({
  name: 'mean',
  formula: 'out = (1/n) Σ a; ∂out/∂a = 1/n',
  inputs: ['a'],
  shape: () => [],
  forward({ a }, out, { rows, shapes, kernels }) {
    const n = sizeOf(shapes.a!);
    kernels.sumGroups(a, out, rows, n, 1);
    kernels.map(quotientBy(n), [out], [out], rows);
  },
  backward(dOut, _, d, { rows, shapes, kernels, scratch }) {
    const n = sizeOf(shapes.a!);
    const share = scratch('share', 1);
    kernels.map(quotientBy(n), [dOut], [share], rows);
    kernels.repeatRows(share, d.a!, rows, n, 1);
  },
  write: ({ a }) => ({
    value: `mean(${a.symbol})`,
    partials: { a: () => ({ by: [`1/${sizeOf(a.shape)}`], at: [] }) },
  }),
});
