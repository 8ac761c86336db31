/** Standardizes the rows of a block of the file and puts each where it belongs in the table. */
import { type Deal, placesOfBlock } from './deal.js';
import type { Piece } from './moments.js';
import type { Standardization } from './standardization.js';
import type { Table } from './table.js';

/** Returns the largest ‖z‖² among the rows, for step sizes. */
export function arrangeBlock(
  pieces: readonly Piece[],
  block: number,
  deal: Deal,
  { mean, scale }: Pick<Standardization, 'mean' | 'scale'>,
  { xs, ys, features }: Table,
): number {
  const places = placesOfBlock(block, deal);
  let largest = 0;
  let row = 0;
  for (const { values, rows } of pieces) {
    for (let i = 0, k = 0; k < rows; k++, row++) {
      const place = places[row]!;
      const at = place * features;
      let square = 0;
      for (let j = 0; j < features; j++) {
        const z = (values[i++]! - mean[j]!) / scale[j]!;
        xs[at + j] = z;
        square += z * z;
      }
      ys[place] = values[i++]!;
      if (square > largest) largest = square;
    }
  }
  return largest;
}
