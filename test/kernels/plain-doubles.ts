/**
 * The part of the loops over tiles that works in double-double, in plain TypeScript: two-sum, Veltkamp's splitting and
 * Dekker's two-product written out, since a function that answers two numbers would allocate.
 */

import { type TileKernels, tileRows } from '#chainrule/kernels/tile-kernels.js';
import { addInto } from '#chainrule/solve/arithmetic/double-double.js';

/** 2²⁷ + 1, which splits a float64 in two halves of 26 bits. */
const splitter = 134217729;

/** The two sums of a loop, over even and over odd rows, high and low words. */
type Sum = { high: number; low: number };
const even: Sum = { high: 0, low: 0 };
const odd: Sum = { high: 0, low: 0 };

/** They become one. */
function fold(out: Float64Array, at: number, lows: number): void {
  const s = even.high + odd.high;
  const t = s - even.high;
  out[at] = s;
  out[at + lows] = even.low + odd.low + (even.high - (s - t) + (odd.high - t));
}

/** Σ x̃ over every second row. */
function sumRows(high: Float64Array, low: Float64Array, start: number, into: Sum): void {
  let hi = 0;
  let lo = 0;
  for (let i = start; i < start + tileRows; i += 2) {
    const u = high[i]!;
    const s = hi + u;
    const t = s - hi;
    lo += hi - (s - t) + (u - t) + low[i]!;
    hi = s;
  }
  into.high = hi;
  into.low = lo;
}

/** Σ x̃² over every second row. */
function sumSquares(high: Float64Array, low: Float64Array, start: number, into: Sum): void {
  let hi = 0;
  let lo = 0;
  for (let i = start; i < start + tileRows; i += 2) {
    const u = high[i]!;
    const c = splitter * u;
    const uh = c - (c - u);
    const ul = u - uh;
    const p = u * u;
    const s = hi + p;
    const t = s - hi;
    lo += hi - (s - t) + (p - t) + (uh * uh - p + (uh + uh) * ul + ul * ul + (u + u) * low[i]!);
    hi = s;
  }
  into.high = hi;
  into.low = lo;
}

/** Σ of the products of two columns over every second row. */
function dot(
  high: Float64Array,
  low: Float64Array,
  start: number,
  byHigh: Float64Array,
  byLow: Float64Array,
  byStart: number,
  into: Sum,
): void {
  let hi = 0;
  let lo = 0;
  for (let i = start, k = byStart; i < start + tileRows; i += 2, k += 2) {
    const u = high[i]!;
    const v = byHigh[k]!;
    const cu = splitter * u;
    const uh = cu - (cu - u);
    const ul = u - uh;
    const cv = splitter * v;
    const vh = cv - (cv - v);
    const vl = v - vh;
    const p = u * v;
    const s = hi + p;
    const t = s - hi;
    const e = uh * vh - p + uh * vl + ul * vh + ul * vl + (u * byLow[k]! + low[i]! * v);
    lo += hi - (s - t) + (p - t) + e;
    hi = s;
  }
  into.high = hi;
  into.low = lo;
}

export const plainDoubles: Omit<TileKernels, 'fillTile' | 'columnTotals' | 'addLeverages' | 'addProducts'> = {
  tileSpread({ high, low }, columns, out) {
    for (let j = 0; j < columns; j++) {
      const start = j * tileRows;
      sumRows(high, low, start, even);
      sumRows(high, low, start + 1, odd);
      fold(out, j, 2 * columns);
      sumSquares(high, low, start, even);
      sumSquares(high, low, start + 1, odd);
      fold(out, columns + j, 2 * columns);
    }
  },
  tileResiduals({ high, low }, d, count, input, point, residuals) {
    const lows = point + d + 1;
    const r = residuals.subarray(0, tileRows);
    const rest = residuals.subarray(tileRows, 2 * tileRows);
    const beta = input[point + d]!;
    for (let i = 0; i < tileRows; i++) {
      const a = high[d * tileRows + i]!;
      const s = a - beta;
      const t = s - a;
      rest[i] = low[d * tileRows + i]! - input[lows + d]! + (a - (s - t) - (beta + t));
      r[i] = s;
    }
    for (let j = 0; j < d; j++) {
      subtractColumn(high, low, j * tileRows, input[point + j]!, input[lows + j]!, r, rest);
    }
    for (let i = 0; i < tileRows; i++) {
      const s = r[i]! + rest[i]!;
      rest[i]! -= s - r[i]!;
      r[i] = s;
    }
    r.fill(0, count);
    rest.fill(0, count);
    for (let i = 0; i < tileRows; i++) {
      const c = splitter * r[i]!;
      const head = c - (c - r[i]!);
      residuals[2 * tileRows + i] = head;
      residuals[3 * tileRows + i] = r[i]! - head;
    }
  },
  tileGradient({ high, low }, d, residuals, out) {
    const lows = d + 2;
    const rest = residuals.subarray(tileRows, 2 * tileRows);
    for (let j = 0; j < d; j++) {
      const start = j * tileRows;
      dot(high, low, start, residuals, rest, 0, even);
      dot(high, low, start + 1, residuals, rest, 1, odd);
      fold(out, j, lows);
    }
    sumRows(residuals, rest, 0, even);
    sumRows(residuals, rest, 1, odd);
    fold(out, d, lows);
    dot(residuals, rest, 0, residuals, rest, 0, even);
    dot(residuals, rest, 1, residuals, rest, 1, odd);
    fold(out, d + 1, lows);
  },
  tileProducts({ high, low }, columns, _head, out) {
    const lows = (columns * (columns + 1)) / 2;
    let at = 0;
    for (let j = 0; j < columns; j++) {
      for (let k = j; k < columns; k++, at++) {
        const a = j * tileRows;
        const b = k * tileRows;
        dot(high, low, a, high, low, b, even);
        dot(high, low, a + 1, high, low, b + 1, odd);
        fold(out, at, lows);
      }
    }
  },
  addDoubles: (left, right, count) => {
    addInto(left.subarray(0, 2 * count), right.subarray(0, 2 * count));
  },
};

/** Takes v times a column off the residuals. */
function subtractColumn(
  high: Float64Array,
  low: Float64Array,
  start: number,
  v: number,
  vLow: number,
  r: Float64Array,
  rest: Float64Array,
): void {
  const cv = splitter * v;
  const vh = cv - (cv - v);
  const vl = v - vh;
  for (let i = 0; i < tileRows; i++) {
    const u = high[start + i]!;
    const c = splitter * u;
    const uh = c - (c - u);
    const ul = u - uh;
    const p = v * u;
    const a = r[i]!;
    const s = a - p;
    const t = s - a;
    const e = uh * vh - p + uh * vl + ul * vh + ul * vl + (v * low[start + i]! + vLow * u);
    rest[i]! += a - (s - t) - (p + t) - e;
    r[i] = s;
  }
}
