/**
 * Walking over a block tile by tile: few rows in the frame, column by column, x̃ exactly as high + low word (see
 * src/kernels/tile-kernels.ts). What a thread needs for it is made once and used for every block.
 */
import type { MatrixKernels } from '../../kernels/matrix-kernels.js';
import { Scratch } from '../../kernels/scratch.js';
import { type ColumnTile, type TileKernels, tileRows } from '../../kernels/tile-kernels.js';
import type { Workspace } from '../../kernels/workspace.js';

/** What the passes of one thread work with. */
export interface Space {
  readonly kernels: TileKernels;
  readonly matrices: MatrixKernels;
  readonly scratch: Scratch;
}

/** The first arguments of `BlockPass.block`. */
export interface BlockRows {
  readonly x: Float64Array;
  readonly y: Float64Array | undefined;
  readonly rows: number;
  readonly d: number;
}

export function spaceIn(workspace: Workspace): Space {
  return { kernels: workspace.tiles, matrices: workspace.matrices, scratch: new Scratch(workspace) };
}

/** An array of zeros from the scratch. */
export function cleared(scratch: Scratch, name: string, length: number): Float64Array {
  return scratch.floats(name, length).fill(0, 0, length);
}

/** The first `length` numbers, as an array that may leave the thread. */
export function taken(values: Float64Array, length: number): Float64Array {
  return new Float64Array(values.subarray(0, length));
}

/** A pass's input where the kernels can read it. */
export function placedInput({ scratch }: Space, input: Float64Array): Float64Array {
  const placed = scratch.floats('input', input.length);
  placed.set(input);
  return placed;
}

/** Visits the tiles of a block in their order; the outcome is column d. The tile is the same object every time. */
export function forEachTile(
  { kernels, scratch }: Space,
  { x, y, rows, d }: BlockRows,
  input: Float64Array,
  visit: (tile: ColumnTile, count: number) => void,
): void {
  const columns = d + 1;
  const size = (columns + 3) * tileRows;
  const tile = { high: scratch.floats('high', size), low: scratch.floats('low', size) };
  for (let from = 0; from < rows; from += tileRows) {
    const count = Math.min(tileRows, rows - from);
    if (y === undefined) {
      kernels.fillTile(tile, 0, columns, x, from * columns, columns, count, input, columns);
    } else {
      if (d > 0) kernels.fillTile(tile, 0, d, x, from * d, d, count, input, columns);
      kernels.fillTile(tile, d, 1, y, from, 1, count, input, columns);
    }
    visit(tile, count);
  }
}

/** The length of the longest chain of additions behind an element of a partial of all rows. */
export function chain(rows: number, largestBlock: number): number {
  const tiles = Math.ceil(largestBlock / tileRows);
  // The tree has at most log₂(rows) + 1 levels; 64 is more than any.
  return tileRows + tiles + Math.min(64, rows);
}

/** `BlockPass.merge` of passes whose partial is of rows, all of one block. */
export function ofOneBlock(): never {
  throw new Error('this pass needs all rows in one block');
}
