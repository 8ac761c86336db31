/** out = Σⱼ aⱼ, a scalar. */
import { sizeOf } from '../definition.js';
import { defineOp } from '../op.js';

export const sum = defineOp<'a'>({
  name: 'sum',
  formula: 'out = Σ a; ∂out/∂a = 1',
  inputs: ['a'],
  shape: () => [],
  forward({ a }, out, { rows, shapes, kernels }) {
    kernels.sumGroups(a, out, rows, sizeOf(shapes.a!), 1);
  },
  backward(dOut, _, d, { rows, shapes, kernels }) {
    kernels.repeatRows(dOut, d.a!, rows, sizeOf(shapes.a!), 1);
  },
  write: ({ a }) => ({ value: `Σ ${a.symbol}`, partials: { a: () => ({ at: [] }) } }),
});
