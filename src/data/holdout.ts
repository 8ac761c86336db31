/**
 * Which rows are held out for validation: of each full block round(fraction · blockRows), of the last block
 * round(fraction · its rows), chosen by seed and block; at least one row in all.
 *
 * So the counts follow from the number of rows alone, and the rows of a block can be chosen before the input has ended,
 * unless the block may be the last.
 */
import { DataError } from '../errors.js';
import { random } from '../random.js';
import type { Piece } from './moments.js';

export interface Holdout {
  readonly seed: number;
  /** Of the rows, between 0 and 1. */
  readonly fraction: number;
}

/** A holdout and the rows that it is taken from. */
export interface HoldoutOf extends Holdout {
  readonly blockRows: number;
  /** Rows of the input. While it is being read, rows so far: good for all blocks that end before them. */
  readonly rows: number;
}

/** One block of these rows. */
export interface HoldoutBlock extends HoldoutOf {
  readonly block: number;
}

/** How many rows of the blocks before this one are not held out. */
export function trainingRowsBefore(
  block: number,
  { blockRows, fraction }: Pick<HoldoutOf, 'blockRows' | 'fraction'>,
): number {
  return block * (blockRows - Math.round(fraction * blockRows));
}

/** How many rows are not held out. */
export function trainingRows(of: HoldoutOf): number {
  const last = Math.ceil(of.rows / of.blockRows) - 1;
  const { rows, held } = sizeOf({ ...of, block: last });
  return trainingRowsBefore(last, of) + rows - held;
}

/** Throws a `DataError` where all rows are held out. */
export function checkHoldout(of: HoldoutOf): void {
  if (trainingRows(of) > 0) return;
  const text = `stop.validation: ${of.fraction} of ${of.rows} rows leaves no row to train on; use a smaller fraction or more rows`;
  throw new DataError('DATA_VALIDATION', text);
}

/** For each row of the block 1 where it is held out, else 0. */
export function heldOut(of: HoldoutBlock): Uint8Array {
  const { rows, held } = sizeOf(of);
  const marks = new Uint8Array(rows);
  const source = random(of.seed, 'validation', of.block);
  // Every choice is equally likely: selection sampling (Knuth, "The Art of Computer Programming", volume 2, 3.4.2 S).
  for (let row = 0, left = held; left > 0; row++) {
    if (source.below(rows - row) >= left) continue;
    marks[row] = 1;
    left--;
  }
  return marks;
}

/** The rows of a block, and how many of them are held out. */
function sizeOf({ block, rows: all, blockRows, fraction }: HoldoutBlock): { rows: number; held: number } {
  const rows = Math.min(blockRows, all - block * blockRows);
  const held = Math.round(fraction * rows);
  const isLast = block * blockRows + rows === all;
  const noneBefore = block === 0 || Math.round(fraction * blockRows) === 0;
  return { rows, held: isLast && noneBefore ? Math.max(1, held) : held };
}

/** Rows to train on, or those held out. */
export type RowsOf = 'training' | 'heldOut';

/** The rows of one of the two in a block, copied one behind the other to the front of `to`; returns how many. */
export function copyRows(
  pieces: readonly Piece[],
  width: number,
  of: HoldoutBlock,
  to: Float64Array,
  which: RowsOf,
): number {
  const marks = heldOut(of);
  const [wanted, other] = which === 'heldOut' ? [1, 0] : [0, 1];
  let before = 0;
  let count = 0;
  for (const { values, rows } of pieces) {
    for (let row = 0; row < rows; ) {
      const from = marks.indexOf(wanted, before + row) - before;
      if (from < 0 || from >= rows) break;
      const next = marks.indexOf(other, before + from) - before;
      row = next < 0 || next > rows ? rows : next;
      to.set(values.subarray(from * width, row * width), count * width);
      count += row - from;
    }
    before += rows;
  }
  return count;
}
