/**
 * The table that epochs read: x of n rows of d numbers and y of n numbers, in blocks of B rows.
 *
 * Block k is rows [k·B, (k+1)·B), so block borders are row numbers and nothing else. The first blocks lie in shared
 * memory, those that do not fit on disk, each as its x and then its y.
 */
import { allocate, float64At } from '../kernels/memory.js';
import type { Spill } from './spill.js';

/** Where a table lies; plain data, sent to every thread. */
export interface TablePlace {
  readonly rows: number;
  readonly features: number;
  readonly blockRows: number;
  /** Rows in memory: all, or those of the first so many blocks. */
  readonly rowsInMemory: number;
  /** Addresses in shared memory. */
  readonly x: number;
  readonly y: number;
  /** Where the blocks on disk begin in the file. */
  readonly disk: number;
}

/** `xs` and `ys` hold the rows in memory. */
export interface Table extends TablePlace {
  readonly xs: Float64Array;
  readonly ys: Float64Array;
}

/** Row numbers have 32 bits where kernels read them. */
export const mostTableRows = 2 ** 32;

const numberBytes = Float64Array.BYTES_PER_ELEMENT;

export function allocateTable(
  memory: WebAssembly.Memory,
  size: Pick<TablePlace, 'rows' | 'features' | 'blockRows'>,
  spill?: Spill,
): TablePlace {
  const { rows, features, blockRows } = size;
  checkTableRows(rows);
  const rowBytes = (features + 1) * numberBytes;
  let rowsInMemory = 0;
  while (rowsInMemory < rows) {
    const more = Math.min(blockRows, rows - rowsInMemory);
    if (spill && !spill.takeMemory(more * rowBytes)) break;
    rowsInMemory += more;
  }
  const x = allocate(memory, rowsInMemory * features * numberBytes);
  const y = allocate(memory, rowsInMemory * numberBytes);
  const disk = rowsInMemory < rows ? (spill?.takeDisk((rows - rowsInMemory) * rowBytes) ?? 0) : 0;
  return { ...size, rowsInMemory, x, y, disk };
}

/** Throws a `RangeError` for more rows than a table can have; reading ends with a `DataError` before. */
export function checkTableRows(rows: number): void {
  if (rows > mostTableRows) throw new RangeError(`a table has at most ${mostTableRows} rows, not ${rows}`);
}

export function openTable(memory: WebAssembly.Memory, place: TablePlace): Table {
  const xs = float64At(memory, place.x, place.rowsInMemory * place.features);
  return { ...place, xs, ys: float64At(memory, place.y, place.rowsInMemory) };
}

export function blockCount({ rows, blockRows }: Pick<TablePlace, 'rows' | 'blockRows'>): number {
  return Math.ceil(rows / blockRows);
}

/** Where in the file x and y of a row on disk lie. */
export function onDisk({ rows, features, blockRows, rowsInMemory, disk }: TablePlace, row: number) {
  const block = Math.floor(row / blockRows);
  const first = block * blockRows;
  const count = Math.min(blockRows, rows - first);
  const start = disk + (first - rowsInMemory) * (features + 1) * numberBytes;
  const within = row - first;
  return {
    x: start + within * features * numberBytes,
    y: start + (count * features + within) * numberBytes,
    /** The block's first row, and how many it has. */
    first,
    count,
  };
}
