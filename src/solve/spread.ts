/** Sums and sums of squares of every column in the frame, in double-double: Σx̃ [d + 1], then Σx̃² [d + 1]. */
import type { BlockPass } from './block-pass.js';
import { addInto, splitter } from './double-double.js';
import { fillTile, newTile, tileRows } from './tiles.js';

export const spreadPass: BlockPass = {
  name: 'spread',
  block(x, y, rows, d, input) {
    const columns = d + 1;
    const partial = new Float64Array(4 * columns);
    const ofTile = new Float64Array(4 * columns);
    const tile = newTile(columns);
    for (let from = 0; from < rows; from += tileRows) {
      fillTile(tile, x, y, d, from, Math.min(tileRows, rows - from), input);
      for (let j = 0; j < columns; j++) {
        sumColumn(tile.high, tile.low, j * tileRows, ofTile, j, 2 * columns);
        sumSquares(tile.high, tile.low, j * tileRows, ofTile, columns + j, 2 * columns);
      }
      addInto(partial, ofTile);
    }
    return partial;
  },
  merge: (left, right) => addInto(left, right),
};

function sumColumn(
  high: Float64Array,
  low: Float64Array,
  start: number,
  out: Float64Array,
  at: number,
  lows: number,
): void {
  let hi = 0;
  let lo = 0;
  for (let i = start; i < start + tileRows; i++) {
    const value = high[i]!;
    const s = hi + value;
    const t = s - hi;
    lo += hi - (s - t) + (value - t) + low[i]!;
    hi = s;
  }
  out[at] = hi;
  out[at + lows] = lo;
}

/** Dot2 (T. Ogita, S. M. Rump, S. Oishi, "Accurate sum and dot product", 2005) with the low words' terms added. */
function sumSquares(
  high: Float64Array,
  low: Float64Array,
  start: number,
  out: Float64Array,
  at: number,
  lows: number,
): void {
  let hi = 0;
  let lo = 0;
  for (let i = start; i < start + tileRows; i++) {
    const value = high[i]!;
    const c = splitter * value;
    const vh = c - (c - value);
    const vl = value - vh;
    const p = value * value;
    const s = hi + p;
    const t = s - hi;
    lo += hi - (s - t) + (p - t) + (vh * vh - p + 2 * vh * vl + vl * vl + 2 * value * low[i]!);
    hi = s;
  }
  out[at] = hi;
  out[at + lows] = lo;
}
