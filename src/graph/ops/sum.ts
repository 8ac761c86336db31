/** out = Σⱼ aⱼ, a scalar: ∂out/∂aⱼ = 1. */
import { sizeOf } from '../definition.js';
import { defineOp } from '../op.js';

export const sum = defineOp<'a'>({
  name: 'sum',
  formula: 'out = Σ a; ∂out/∂a = 1',
  inputs: ['a'],
  shape: () => [],
  forward({ a }, out, { rows, shapes }) {
    const size = sizeOf(shapes.a!);
    for (let row = 0; row < rows; row++) {
      let total = 0;
      for (let j = row * size; j < (row + 1) * size; j++) total += a[j]!;
      out[row] = total;
    }
  },
  backward(dOut, _, d, { rows, shapes }) {
    const size = sizeOf(shapes.a!);
    for (let row = 0; row < rows; row++) d.a!.fill(dOut[row]!, row * size, (row + 1) * size);
  },
  write: ({ a }) => ({ value: `Σ ${a.symbol}`, partials: { a: () => ({ at: [] }) } }),
});
