/**
 * out = Mx + c, from R^p to R^n: ∂outₖ/∂xⱼ = Mₖⱼ, ∂outₖ/∂Mₖⱼ = xⱼ, ∂outₖ/∂cₖ = 1.
 *
 * With a vector w in place of M it is wᵀx + b, a scalar. c may be left out. Any input may be shared by all rows.
 */
import { total } from '../../expression/arithmetic.js';
import type { Vector } from '../../kernels/kernels.js';
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
    const { p, n, rows, kernels, shared } = extents(tile);
    const { M: from = 0, x: at = 0, c: shift = 0 } = tile.offsets;
    // The kernel adds a c that all rows share; with M row by row its rows are those of M, each with its own c.
    const inside = shared.c && shared.M !== shared.x && (shared.M || n === 1);
    const added = inside ? c : undefined;
    if (shared.M && shared.x) {
      const one = tile.scratch('one', n);
      kernels.affineForward(M, x, at, undefined, one, 1, n, p);
      kernels.spread(one, out, rows, n);
    } else if (shared.M) kernels.affineForward(M, x, at, added, out, rows, n, p);
    else if (shared.x) kernels.affineForward(x, M, from, added, out, rows * n, 1, p);
    else kernels.rowProducts(1, inPlace(tile, 'M', M), repeated(tile, x), out, rows * n, p);
    if (c === undefined || inside) return;
    const cs = tile.scratch('c', n);
    if (shared.c) kernels.spread(c, cs, rows, n);
    else kernels.copy(c, shift, cs, rows * n);
    kernels.map(total, [out, cs], [out], rows * n);
  },
  backward(dOut, { M, x }, d, tile) {
    const { p, n, rows, kernels, shared } = extents(tile);
    const { M: from = 0, x: at = 0 } = tile.offsets;
    if (shared.M && shared.x) {
      const g = tile.scratch('g', n);
      kernels.sumRows(dOut, g, rows, n);
      kernels.affineBackward(g, M, x, at, d.M, d.x, undefined, 1, n, p);
    } else if (shared.M) {
      kernels.affineBackward(dOut, M, x, at, d.M, d.x, shared.c ? d.c : undefined, rows, n, p);
      if (shared.c) return;
    } else if (shared.x) kernels.affineBackward(dOut, x, M, from, d.x, d.M, undefined, rows * n, 1, p);
    else {
      if (d.M) kernels.scaleRows(1, dOut, repeated(tile, x), d.M, rows * n, p);
      if (d.x) {
        const products = tile.scratch('products', n * p);
        kernels.scaleRows(1, dOut, inPlace(tile, 'M', M), products, rows * n, p);
        kernels.sumGroups(products, d.x, rows, n, p);
      }
    }
    if (d.c && shared.c) kernels.sumRows(dOut, d.c, rows, n);
    else if (d.c) kernels.copy(dOut, 0, d.c, rows * n);
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

function extents({ rows, shapes, strides, kernels }: Tile<Input>) {
  const p = shapes.x![0]!;
  const shared = { M: strides.M === 0, x: strides.x === 0, c: strides.c === 0 };
  return { p, n: sizeOf(shapes.M!) / p, rows, kernels, shared };
}

/** The rows of an input from element 0 on. */
function inPlace(
  { offsets, rows, strides, kernels, scratch }: Tile<Input>,
  name: 'M' | 'x',
  value: Vector,
): Vector {
  const offset = offsets[name] ?? 0;
  if (offset === 0) return value;
  const copy = scratch(name, strides[name]!);
  kernels.copy(value, offset, copy, rows * strides[name]!);
  return copy;
}

/** Each row of x, once for each row of M. */
function repeated(tile: Tile<Input>, x: Vector): Vector {
  const { p, n, rows, kernels } = extents(tile);
  const rowsOfX = inPlace(tile, 'x', x);
  if (n === 1) return rowsOfX;
  const all = tile.scratch('repeated', n * p);
  kernels.repeatRows(rowsOfX, all, rows, n, p);
  return all;
}
