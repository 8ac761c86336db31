/**
 * Residual and gradient at a point, in double-double on the unrounded centred columns, which is what makes refinement
 * reach beyond float64: r = ỹ − β − Σ vⱼx̃ⱼ.
 *
 * Input after the frame: v [d] and β, high words, then low words. Partial: Σ x̃ⱼr [d], Σ r, Σ r² in double-double.
 */
import type { BlockPass } from './block-pass.js';
import { addInto, splitter } from './double-double.js';
import { fillTile, newTile, type Tile, tileRows } from './tiles.js';

/** The residuals of a tile as high + low word. */
export interface Residuals {
  readonly high: Float64Array;
  readonly low: Float64Array;
}

export function newResiduals(): Residuals {
  return { high: new Float64Array(tileRows), low: new Float64Array(tileRows) };
}

export const gradientPass: BlockPass = {
  name: 'gradient',
  block(x, y, rows, d, input) {
    const partial = new Float64Array(2 * (d + 2));
    const ofTile = new Float64Array(2 * (d + 2));
    const tile = newTile(d + 1);
    const residuals = newResiduals();
    for (let from = 0; from < rows; from += tileRows) {
      const count = Math.min(tileRows, rows - from);
      fillTile(tile, x, y, d, from, count, input);
      tileResiduals(tile, d, input, count, residuals);
      products(tile, d, residuals, ofTile);
      addInto(partial, ofTile);
    }
    return partial;
  },
  merge: (left, right) => addInto(left, right),
};

/** Fills in the residuals of a tile's first `count` rows; the others become 0. */
export function tileResiduals(
  { high, low }: Tile,
  d: number,
  input: Float64Array,
  count: number,
  { high: r, low: rest }: Residuals,
): void {
  const point = 2 * (d + 1);
  const lows = point + d + 1;
  for (let i = 0; i < tileRows; i++) {
    r[i] = i < count ? high[d * tileRows + i]! : 0;
    rest[i] = i < count ? low[d * tileRows + i]! - input[lows + d]! : 0;
  }
  subtractConstant(r, rest, input[point + d]!, count);
  for (let j = 0; j < d; j++) {
    const v = input[point + j]!;
    if (v === 0) continue;
    const vLow = input[lows + j]!;
    const cv = splitter * v;
    const vh = cv - (cv - v);
    const vl = v - vh;
    const start = j * tileRows;
    for (let i = 0; i < count; i++) {
      const u = high[start + i]!;
      const c = splitter * u;
      const uh = c - (c - u);
      const ul = u - uh;
      const p = v * u;
      const a = r[i]!;
      const s = a - p;
      const t = s - a;
      rest[i]! +=
        a -
        (s - t) -
        (p + t) -
        (vh * uh - p + vh * ul + vl * uh + vl * ul + (v * low[start + i]! + vLow * u));
      r[i] = s;
    }
  }
  for (let i = 0; i < count; i++) {
    const s = r[i]! + rest[i]!;
    rest[i]! -= s - r[i]!;
    r[i] = s;
  }
}

function subtractConstant(r: Float64Array, rest: Float64Array, constant: number, count: number): void {
  for (let i = 0; i < count; i++) {
    const a = r[i]!;
    const s = a - constant;
    const t = s - a;
    rest[i]! += a - (s - t) - (constant + t);
    r[i] = s;
  }
}

function products(
  { high, low }: Tile,
  d: number,
  { high: r, low: rest }: Residuals,
  out: Float64Array,
): void {
  const lows = d + 2;
  for (let j = 0; j < d; j++) dot(high, low, j * tileRows, r, rest, out, j, lows);
  let hi = 0;
  let lo = 0;
  for (let i = 0; i < tileRows; i++) {
    const s = hi + r[i]!;
    const t = s - hi;
    lo += hi - (s - t) + (r[i]! - t) + rest[i]!;
    hi = s;
  }
  out[d] = hi;
  out[d + lows] = lo;
  dot(r, rest, 0, r, rest, out, d + 1, lows);
}

/** Dot2 of a tile's column with the residuals, low words included. */
function dot(
  high: Float64Array,
  low: Float64Array,
  start: number,
  r: Float64Array,
  rest: Float64Array,
  out: Float64Array,
  at: number,
  lows: number,
): void {
  let hi = 0;
  let lo = 0;
  for (let i = 0; i < tileRows; i++) {
    const u = high[start + i]!;
    const v = r[i]!;
    const cu = splitter * u;
    const uh = cu - (cu - u);
    const ul = u - uh;
    const cv = splitter * v;
    const vh = cv - (cv - v);
    const vl = v - vh;
    const p = u * v;
    const s = hi + p;
    const t = s - hi;
    lo +=
      hi -
      (s - t) +
      (p - t) +
      (uh * vh - p + uh * vl + ul * vh + ul * vl + (u * rest[i]! + low[start + i]! * v));
    hi = s;
  }
  out[at] = hi;
  out[at + lows] = lo;
}
