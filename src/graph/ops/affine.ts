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
  recordable: true,
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
    const { p, n, rows, m, x: xs, c: cs, usual } = extents(tile);
    if (usual) {
      tile.kernels.affineForward(M, x, xs.offset, c, out, rows, n, p);
      return;
    }
    tile.kernels.ownLoop();
    for (let row = 0; row < rows; row++) {
      const xAt = xs.offset + row * xs.step;
      for (let k = 0; k < n; k++) {
        const mAt = m.offset + row * m.step + k * p;
        let sum = 0;
        for (let j = 0; j < p; j++) sum += M[mAt + j]! * x[xAt + j]!;
        out[row * n + k] = c === undefined ? sum : sum + c[cs.offset + row * cs.step + k]!;
      }
    }
  },
  backward(dOut, { M, x }, d, tile) {
    const { p, n, rows, m, x: xs, c: cs, usual } = extents(tile);
    if (usual) {
      tile.kernels.affineBackward(dOut, M, x, xs.offset, d.M, d.x, d.c, rows, n, p);
      return;
    }
    tile.kernels.ownLoop();
    // A partial shared by the rows is their sum, any other is written once: both are sums from zero.
    if (d.M) d.M.fill(0, 0, m.step === 0 ? n * p : rows * m.step);
    if (d.x) d.x.fill(0, 0, xs.step === 0 ? p : rows * xs.step);
    if (d.c) d.c.fill(0, 0, cs.step === 0 ? n : rows * cs.step);
    for (let row = 0; row < rows; row++) {
      for (let k = 0; k < n; k++) {
        const partial = dOut[row * n + k]!;
        const mTo = row * m.step + k * p;
        const xTo = row * xs.step;
        if (d.M) for (let j = 0; j < p; j++) d.M[mTo + j]! += partial * x[xs.offset + xTo + j]!;
        if (d.x) for (let j = 0; j < p; j++) d.x[xTo + j]! += partial * M[m.offset + mTo + j]!;
        if (d.c) d.c[row * cs.step + k]! += partial;
      }
    }
  },
  write({ M, x, c }) {
    const constant = c === undefined ? '' : ` + ${c.symbol}`;
    if (M.shape.length === 1) {
      return {
        value: `${M.symbol}ᵀ${x.symbol}${constant}`,
        partials: {
          M: (index) => ({ by: [x.at(index)], at: [] }),
          x: (index) => ({ by: [M.at(index)], at: [] }),
          c: () => ({}),
        },
      };
    }
    return {
      value: `${M.symbol}${M.symbol.length + x.symbol.length > 2 ? '·' : ''}${x.symbol}${constant}`,
      partials: {
        M: ([k = 'ₖ', j = 'ⱼ']) => ({ by: [x.at([j])], at: [k] }),
        x([j = 'ⱼ']) {
          const k = j === 'ₖ' ? 'ᵢ' : 'ₖ';
          return { by: [M.at([k, j])], at: [k], over: k };
        },
        c: () => ({}),
      },
    };
  },
});

function extents({ rows, shapes, offsets, strides }: Tile<Input>) {
  const p = shapes.x![0]!;
  const m = { offset: offsets.M ?? 0, step: strides.M ?? 0 };
  const x = { offset: offsets.x ?? 0, step: strides.x ?? 0 };
  const c = { offset: offsets.c ?? 0, step: strides.c ?? 0 };
  // M and c shared by the rows of x: what the kernels are made for.
  const usual = m.step === 0 && m.offset === 0 && c.step === 0 && c.offset === 0 && x.step === p;
  return { p, n: sizeOf(shapes.M!) / p, rows, m, x, c, usual };
}
