/** Standardizes rows of the file and puts each where it belongs in the table. */
import type { ColumnKernels } from '../kernels/column-kernels.js';
import type { Scratch } from '../kernels/scratch.js';
import type { Piece } from './moments.js';
import type { Spill } from './spill.js';
import type { Standardization } from './standardization.js';
import { onDisk, type Table } from './table.js';

type Standard = Pick<Standardization, 'mean' | 'scale'>;

/** Where rows go, in order, from number `first` on. */
export interface Places {
  readonly places: Uint32Array;
  readonly first: number;
}

/** All of the table is in memory. Returns the largest ‖z‖², for step sizes. */
export function arrangeInMemory(
  { values, rows }: Piece,
  { places, first }: Places,
  { mean, scale }: Standard,
  { xs, ys, features }: Pick<Table, 'xs' | 'ys' | 'features'>,
  columns: ColumnKernels,
): number {
  const width = features + 1;
  return columns.standardizeRows(values, width, places, first, rows, mean, scale, features, xs, ys);
}

/** As `arrangeInMemory` where part of the table is on disk: rows that go side by side are written together. */
export function arrangeBeyondMemory(
  piece: Piece,
  { places, first }: Places,
  standard: Standard,
  table: Table,
  columns: ColumnKernels,
  spill: Spill,
  scratch: Scratch,
): number {
  const { features } = table;
  const { rows } = piece;
  const sorted = Float64Array.from({ length: rows }, (_, row) => places[first + row]! * 2 ** 21 + row).sort();
  const ranks = scratch.indices('ranks', rows);
  for (let rank = 0; rank < rows; rank++) ranks[sorted[rank]! % 2 ** 21] = rank;
  const xs = scratch.floats('x', rows * features);
  const ys = scratch.floats('y', rows);
  const largest = arrangeInMemory(
    piece,
    { places: ranks, first: 0 },
    standard,
    { xs, ys, features },
    columns,
  );
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
