/**
 * The blocks as workers read them: x of n rows of d numbers, y of n numbers, both in shared memory.
 *
 * Block k is rows [k·B, (k+1)·B), so block borders are row numbers and nothing else.
 */
import { allocate, float64At } from '../kernels/memory.js';

/** Where a table lies; plain data, sent to every thread. */
export interface TablePlace {
  readonly rows: number;
  readonly features: number;
  readonly blockRows: number;
  /** Addresses in shared memory. */
  readonly x: number;
  readonly y: number;
}

export interface Table extends TablePlace {
  readonly xs: Float64Array;
  readonly ys: Float64Array;
}

export function allocateTable(
  memory: WebAssembly.Memory,
  size: Pick<TablePlace, 'rows' | 'features' | 'blockRows'>,
): TablePlace {
  const x = allocate(memory, size.rows * size.features * 8);
  const y = allocate(memory, size.rows * 8);
  return { ...size, x, y };
}

export function openTable(memory: WebAssembly.Memory, place: TablePlace): Table {
  const xs = float64At(memory, place.x, place.rows * place.features);
  return { ...place, xs, ys: float64At(memory, place.y, place.rows) };
}

export function blockCount({ rows, blockRows }: Pick<TablePlace, 'rows' | 'blockRows'>): number {
  return Math.ceil(rows / blockRows);
}
