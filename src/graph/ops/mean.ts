/** out = (1/n) Σⱼ aⱼ, a scalar: ∂out/∂aⱼ = 1/n. */
import { sizeOf } from '../definition.js';
import { defineOp } from '../op.js';

export const mean = defineOp<'a'>({
  name: 'mean',
  formula: 'out = (1/n) Σ a; ∂out/∂a = 1/n',
  inputs: ['a'],
  shape: () => [],
  forward({ a }, out, { rows, shapes }) {
    const size = sizeOf(shapes.a!);
    for (let row = 0; row < rows; row++) {
      let total = 0;
      for (let j = row * size; j < (row + 1) * size; j++) total += a[j]!;
      out[row] = total / size;
    }
  },
  backward(dOut, _, d, { rows, shapes }) {
    const size = sizeOf(shapes.a!);
    for (let row = 0; row < rows; row++) d.a!.fill(dOut[row]! / size, row * size, (row + 1) * size);
  },
  write: ({ a }) => ({
    value: `mean(${a.symbol})`,
    partials: { a: () => ({ by: [`1/${sizeOf(a.shape)}`], at: [] }) },
  }),
});
