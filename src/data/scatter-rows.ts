/** Standardizes rows of the file and puts each where it belongs in the table. */
import type { ColumnKernels } from '../kernels/column-kernels.js';
import type { Scratch } from '../kernels/scratch.js';
import type { Piece } from './moments.js';
import type { Spill } from './spill.js';
import type { Standardization } from './standardization.js';
import { onDisk, type Table } from './table.js';

type Standard = Pick<Standardization, 'mean' | 'scale'>;

/** `places` says where the rows go, in order; all of them are in memory. Returns the largest ‖z‖², for step sizes. */
export function arrangeInMemory(
  pieces: readonly Piece[],
  places: Uint32Array,
  { mean, scale }: Standard,
  { xs, ys, features }: Pick<Table, 'xs' | 'ys' | 'features'>,
  columns: ColumnKernels,
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

/** As `arrangeInMemory` for the first `rows` places where part of the table is on disk: rows that go side by side are written together. */
export function arrangeBeyondMemory(
  pieces: readonly Piece[],
  places: Uint32Array,
  rows: number,
  standard: Standard,
  table: Table,
  columns: ColumnKernels,
  spill: Spill,
  scratch: Scratch,
): number {
  const { features } = table;
  const sorted = Float64Array.from({ length: rows }, (_, row) => places[row]! * 2 ** 21 + row).sort();
  const ranks = scratch.indices('ranks', rows);
  for (let rank = 0; rank < rows; rank++) ranks[sorted[rank]! % 2 ** 21] = rank;
  const xs = scratch.floats('x', rows * features);
  const ys = scratch.floats('y', rows);
  const largest = arrangeInMemory(pieces, ranks, standard, { xs, ys, features }, columns);
  const placeOf = (rank: number) => Math.floor(sorted[rank]! / 2 ** 21);
  for (let from = 0; from < rows; ) {
    const place = placeOf(from);
    const inMemory = place < table.rowsInMemory;
    const at = inMemory ? undefined : onDisk(table, place);
    const border = at === undefined ? table.rowsInMemory : at.first + at.count;
    let to = from + 1;
    while (to < rows && placeOf(to) === place + to - from && placeOf(to) < border) to++;
    const x = xs.subarray(from * features, to * features);
    const y = ys.subarray(from, to);
    if (at === undefined) {
      table.xs.set(x, place * features);
      table.ys.set(y, place);
    } else {
      spill.write(x, at.x);
      spill.write(y, at.y);
    }
    from = to;
  }
  return largest;
}

/** The most rows that `arrangeBeyondMemory` takes at a time. */
export const mostRowsAtATime = 2 ** 21;
