/** Which rows are held out for validation: a hash of the seed and the row's number in the input decides, row by row. */
import { hashed } from '../random.js';
import { blockMoments, type Moments, type Piece } from './moments.js';
import type { TablePlace } from './table.js';

/** Whether a row, counted from 0, is held out. */
export function heldOut(seed: number, share: number): (row: number) => boolean {
  const hash = hashed(seed, 'validation');
  return (row) => hash(row) < share;
}

/** Rows that are not held out, before each block and, as the last number, in all. */
export function keptBefore(rows: number, blockRows: number, seed: number, share: number): number[] {
  const held = heldOut(seed, share);
  const before = [0];
  let kept = 0;
  for (let row = 0; row < rows; row++) {
    if (!held(row)) kept++;
    if ((row + 1) % blockRows === 0 || row === rows - 1) before.push(kept);
  }
  return before;
}

/**
 * Moments of y over the rows that go to the first `kept` places, block of the file by block; blocks without one are left
 * out. The pieces hold whole blocks, y last in each row.
 */
export function keptOutcomes(
  pieces: readonly Piece[],
  places: Uint32Array,
  { blockRows, features }: Pick<TablePlace, 'blockRows' | 'features'>,
  kept: number,
): Moments[] {
  const ofBlocks: number[][] = [];
  let row = 0;
  for (const { values, rows } of pieces) {
    for (let k = 0; k < rows; k++, row++) {
      if (places[row]! >= kept) continue;
      const block = Math.floor(row / blockRows);
      ofBlocks[block] ??= [];
      ofBlocks[block].push(values[k * (features + 1) + features]!);
    }
  }
  return ofBlocks
    .filter((ys) => ys !== undefined)
    .map((ys) => blockMoments([{ values: Float64Array.from(ys), rows: ys.length }], 1));
}
