/**
 * The Gram matrix of features and outcome in the frame, in float64: Σ x̃ⱼ x̃ₖ for j ≤ k, row by row of the upper
 * triangle. Of x̃ the high words are taken, a relative error of 2⁻⁵³ each.
 */
import type { BlockPass } from './block-pass.js';
import { fillTile, newTile, tileRows } from './tiles.js';

/** Where (j, k), j ≤ k, stands in a packed upper triangle of `columns` rows. */
export function packedIndex(columns: number, j: number, k: number): number {
  return j * columns - (j * (j - 1)) / 2 + (k - j);
}

export function packedLength(columns: number): number {
  return (columns * (columns + 1)) / 2;
}

export const gramPass: BlockPass = {
  name: 'gram',
  block(x, y, rows, d, input) {
    const columns = d + 1;
    const partial = new Float64Array(packedLength(columns));
    const tile = newTile(columns);
    for (let from = 0; from < rows; from += tileRows) {
      fillTile(tile, x, y, d, from, Math.min(tileRows, rows - from), input);
      addProducts(tile.high, columns, partial);
    }
    return partial;
  },
  merge(left, right) {
    for (let k = 0; k < left.length; k++) left[k]! += right[k]!;
    return left;
  },
};

/** Column j against four others at once: one load of column j serves four products, in four independent chains. */
function addProducts(values: Float64Array, columns: number, out: Float64Array): void {
  let at = 0;
  for (let j = 0; j < columns; j++) {
    const a = j * tileRows;
    let k = j;
    for (; k + 3 < columns; k += 4) {
      const b = k * tileRows;
      let first = 0;
      let second = 0;
      let third = 0;
      let fourth = 0;
      for (let i = 0; i < tileRows; i++) {
        const value = values[a + i]!;
        first += value * values[b + i]!;
        second += value * values[b + tileRows + i]!;
        third += value * values[b + 2 * tileRows + i]!;
        fourth += value * values[b + 3 * tileRows + i]!;
      }
      out[at]! += first;
      out[at + 1]! += second;
      out[at + 2]! += third;
      out[at + 3]! += fourth;
      at += 4;
    }
    for (; k < columns; k++) {
      const b = k * tileRows;
      let sum = 0;
      for (let i = 0; i < tileRows; i++) sum += values[a + i]! * values[b + i]!;
      out[at++]! += sum;
    }
  }
}
