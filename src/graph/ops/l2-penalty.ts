/** R = λ wᵀw, a scalar: ∂R/∂wⱼ = 2λwⱼ. */
import { sizeOf } from '../definition.js';
import { defineOp } from '../op.js';

export const l2Penalty = defineOp<'w'>({
  name: 'l2Penalty',
  formula: 'out = λ wᵀw; ∂out/∂w = 2λw',
  inputs: ['w'],
  constants: ['lambda'],
  shape: () => [],
  forward({ w }, out, { rows, shapes, constants }) {
    const size = sizeOf(shapes.w!);
    for (let row = 0; row < rows; row++) {
      let sum = 0;
      for (let j = row * size; j < (row + 1) * size; j++) sum += w[j]! * w[j]!;
      out[row] = constants['lambda']! * sum;
    }
  },
  backward(dOut, { w }, d, { rows, shapes, constants }) {
    const size = sizeOf(shapes.w!);
    for (let row = 0; row < rows; row++) {
      const slope = 2 * constants['lambda']! * dOut[row]!;
      for (let j = row * size; j < (row + 1) * size; j++) d.w![j] = slope * w[j]!;
    }
  },
  write: ({ w }) => ({
    value: w.shape.length === 1 ? `λ ${w.symbol}ᵀ${w.symbol}` : `λ ‖${w.symbol}‖²`,
    partials: { w: (index) => ({ times: 2, by: [`λ${w.at(index)}`], at: [] }) },
  }),
});
