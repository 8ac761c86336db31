/** Which rows are held out for validation: a hash of the seed and the row's number in the input decides, row by row. */
import { hashed } from '../random.js';

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
