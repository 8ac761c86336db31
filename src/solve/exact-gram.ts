/**
 * The Gram matrix of features and outcome in the frame, in double-double: for columns so close to dependent that
 * float64 products do not show how close. About ten times the work of `gram`.
 *
 * Partial: the packed upper triangle of high words, then of low words.
 */
import type { BlockPass } from './block-pass.js';
import { addInto, splitter } from './double-double.js';
import { packedLength } from './gram.js';
import { fillTile, newTile, type Tile, tileRows } from './tiles.js';

export const exactGramPass: BlockPass = {
  name: 'exactGram',
  block(x, y, rows, d, input) {
    const columns = d + 1;
    const length = packedLength(columns);
    const partial = new Float64Array(2 * length);
    const ofTile = new Float64Array(2 * length);
    const tile = newTile(columns);
    const head = new Float64Array(columns * tileRows);
    for (let from = 0; from < rows; from += tileRows) {
      fillTile(tile, x, y, d, from, Math.min(tileRows, rows - from), input);
      for (let i = 0; i < head.length; i++) {
        const c = splitter * tile.high[i]!;
        head[i] = c - (c - tile.high[i]!);
      }
      products(tile, head, columns, ofTile);
      addInto(partial, ofTile);
    }
    return partial;
  },
  merge: (left, right) => addInto(left, right),
};

/** Dot2 of every pair of columns with the low words' terms added; `head` are the upper halves of the high words. */
function products({ high, low }: Tile, head: Float64Array, columns: number, out: Float64Array): void {
  const lows = out.length / 2;
  let at = 0;
  for (let j = 0; j < columns; j++) {
    for (let k = j; k < columns; k++, at++) {
      let hi = 0;
      let lo = 0;
      let a = j * tileRows;
      let b = k * tileRows;
      for (let i = 0; i < tileRows; i++, a++, b++) {
        const u = high[a]!;
        const v = high[b]!;
        const uh = head[a]!;
        const vh = head[b]!;
        const ul = u - uh;
        const vl = v - vh;
        const p = u * v;
        const s = hi + p;
        const t = s - hi;
        lo +=
          hi - (s - t) + (p - t) + (uh * vh - p + uh * vl + ul * vh + ul * vl + (u * low[b]! + low[a]! * v));
        hi = s;
      }
      out[at] = hi;
      out[at + lows] = lo;
    }
  }
}
