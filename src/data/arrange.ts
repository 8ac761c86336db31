/** Standardizes the rows of a block of the file and puts each where it belongs in the table. */
import type { Columns } from '../kernels/columns.js';
import type { Piece } from './moments.js';
import type { Standardization } from './standardization.js';
import type { Table } from './table.js';

/** `places` says where the rows of the block go, in order. Returns the largest ‖z‖² among them, for step sizes. */
export function arrangeBlock(
  pieces: readonly Piece[],
  places: Uint32Array,
  { mean, scale }: Pick<Standardization, 'mean' | 'scale'>,
  { xs, ys, features }: Table,
  columns: Columns,
): number {
  let largest = 0;
  let row = 0;
  for (const { values, rows } of pieces) {
    const width = features + 1;
    const most = columns.standardizeRows(values, width, places, row, rows, mean, scale, features, xs, ys);
    largest = Math.max(largest, most);
    row += rows;
  }
  return largest;
}
