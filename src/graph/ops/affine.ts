/**
 * out = Mx + c, from R^p to R^n: ∂outₖ/∂xⱼ = Mₖⱼ, ∂outₖ/∂Mₖⱼ = xⱼ, ∂outₖ/∂cₖ = 1.
 *
 * With a vector w in place of M it is wᵀx + b, a scalar. c may be left out. Any input may be shared by all rows.
 */
import { sizeOf } from '../definition.js';
import { defineOp, type Tile } from '../op.js';

type Input = 'M' | 'x' | 'c';

export const affine = defineOp<Input, 'c'>({
  name: 'affine',
  formula: 'out = Mx + c; ∂out/∂M = x, ∂out/∂x = M, ∂out/∂c = 1',
  inputs: ['M', 'x', 'c'],
  optional: 1,
  strided: true,
  shape({ M, x, c }) {
    const out = M.slice(0, -1);
    const fits =
      M.length >= 1 &&
      x.length === 1 &&
      M.at(-1) === x[0] &&
      (c === undefined || (c.length === out.length && c[0] === out[0]));
    return fits ? out : 'M a vector [p] with x [p] and c a scalar, or M a matrix [n, p] with x [p] and c [n]';
  },
  forward({ M, x, c }, out, tile) {
    const { p, n, rows, mStep, xStep, cStep } = extents(tile);
    for (let row = 0; row < rows; row++) {
      for (let k = 0; k < n; k++) {
        const m = row * mStep + k * p;
        const at = row * xStep;
        let sum = 0;
        for (let j = 0; j < p; j++) sum += M[m + j]! * x[at + j]!;
        out[row * n + k] = c === undefined ? sum : sum + c[row * cStep + k]!;
      }
    }
  },
  backward(dOut, { M, x }, d, tile) {
    const { p, n, rows, mStep, xStep, cStep } = extents(tile);
    // A partial shared by the rows is their sum, any other is written once: both are sums from zero.
    if (d.M) d.M.fill(0, 0, mStep === 0 ? n * p : rows * mStep);
    if (d.x) d.x.fill(0, 0, xStep === 0 ? p : rows * xStep);
    if (d.c) d.c.fill(0, 0, cStep === 0 ? n : rows * cStep);
    for (let row = 0; row < rows; row++) {
      for (let k = 0; k < n; k++) {
        const partial = dOut[row * n + k]!;
        const m = row * mStep + k * p;
        const at = row * xStep;
        if (d.M) for (let j = 0; j < p; j++) d.M[m + j]! += partial * x[at + j]!;
        if (d.x) for (let j = 0; j < p; j++) d.x[at + j]! += partial * M[m + j]!;
        if (d.c) d.c[row * cStep + k]! += partial;
      }
    }
  },
});

function extents(tile: Tile<Input>) {
  const p = tile.shapes.x![0]!;
  const n = sizeOf(tile.shapes.M!) / p;
  const { M, x, c } = tile.strides;
  return { p, n, rows: tile.rows, mStep: M!, xStep: x!, cStep: c ?? 0 };
}
