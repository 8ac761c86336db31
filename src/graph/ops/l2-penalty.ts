/** R = λ wᵀw, a scalar: ∂R/∂wⱼ = 2λwⱼ. */
import { sizeOf } from '../definition.js';
import { defineOp } from '../op.js';

export const l2Penalty = defineOp<'w'>({
  name: 'l2Penalty',
  formula: 'out = λ wᵀw; ∂out/∂w = 2λw',
  inputs: ['w'],
  constants: ['lambda'],
  shape: () => [],
  forward({ w }, out, { rows, shapes, constants, kernels }) {
    kernels.rowProducts(constants['lambda']!, w, w, out, rows, sizeOf(shapes.w!));
  },
  backward(dOut, { w }, d, { rows, shapes, constants, kernels }) {
    kernels.scaleRows(2 * constants['lambda']!, dOut, w, d.w!, rows, sizeOf(shapes.w!));
  },
  write: ({ w }) => ({
    value: w.shape.length === 1 ? `λ ${w.symbol}ᵀ${w.symbol}` : `λ ‖${w.symbol}‖²`,
    partials: { w: (index) => ({ times: 2, by: [`λ${w.at(index)}`], at: [] }) },
  }),
});
