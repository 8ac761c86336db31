/** Which rows are held out for validation: a hash of the seed and the row's number in the input decides, row by row. */
import { DataError } from '../errors.js';
import { hashed } from '../random.js';
import type { Piece } from './moments.js';

/** Whether a row, counted from 0, is held out. */
export function heldOut(seed: number, share: number): (row: number) => boolean {
  const hash = hashed(seed, 'validation');
  return (row) => hash(row) < share;
}

/** The complaint about a share that leaves no row for one of the two. */
export function holdoutError(share: number, rows: number, what: 'train on' | 'validate with'): DataError {
  const text = `stop.validation: ${share} of ${rows} rows leaves no row to ${what}; use another fraction or more rows`;
  return new DataError('DATA_VALIDATION', text);
}

/** How many of rows [from, to) of the input are not held out. */
export function keptIn(from: number, to: number, seed: number, share: number): number {
  const held = heldOut(seed, share);
  let kept = 0;
  for (let row = from; row < to; row++) if (!held(row)) kept++;
  return kept;
}

/** Which rows of consecutive ones are left out: those held out of rows [from, …) of the input. */
export interface LeftOut {
  readonly seed: number;
  readonly share: number;
  readonly from: number;
}

/** Rows to train on, or those held out. */
export type RowsOf = 'training' | 'heldOut';

/** The rows of one of the two, copied one behind the other to the front of `kept`; returns how many. */
export function copyKept(
  pieces: readonly Piece[],
  width: number,
  { seed, share, from }: LeftOut,
  kept: Float64Array,
  of: RowsOf,
): number {
  const held = heldOut(seed, share);
  const isWanted = of === 'heldOut';
  let row = from;
  let count = 0;
  for (const { values, rows } of pieces) {
    for (let k = 0; k < rows; k++, row++) {
      if (held(row) !== isWanted) continue;
      kept.set(values.subarray(k * width, (k + 1) * width), count * width);
      count++;
    }
  }
  return count;
}
