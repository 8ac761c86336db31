/**
 * Means, scales and extremes of columns, from blocks of rows: centred moments of each block, merged in the one tree.
 *
 * Means are kept in two parts, as the difference of two means loses all digits of a single one where mean/sd is 1e8.
 * The merge is that of Chan, Golub and LeVeque, "Updating formulae and a pairwise algorithm for computing sample
 * variances", 1979.
 */

import type { ColumnKernels } from '../kernels/column-kernels.js';

/** Moments of `width` columns over `rows` rows; each array has one number a column. */
export interface Moments {
  readonly rows: number;
  /** The mean is `mean + meanLow`. */
  readonly mean: Float64Array;
  readonly meanLow: Float64Array;
  /** Σ(x − mean)². */
  readonly squares: Float64Array;
  readonly min: Float64Array;
  readonly max: Float64Array;
}

/** Rows that follow each other, row-major with `width` numbers a row. */
export interface Piece {
  readonly values: Float64Array;
  readonly rows: number;
}

/** Moments of the rows of a block, which may lie in several pieces. */
export function blockMoments(
  pieces: readonly Piece[],
  width: number,
  columns: ColumnKernels,
  allocate: (length: number) => Float64Array = (length) => new Float64Array(length),
): Moments {
  const sums = allocate(width);
  const center = allocate(width);
  const rest = allocate(width);
  const squares = allocate(width);
  const minima = allocate(width).fill(Infinity);
  const maxima = allocate(width).fill(-Infinity);
  for (const { values, rows } of pieces) columns.addSums(values, 0, rows, width, sums);
  const rows = pieces.reduce((sum, piece) => sum + piece.rows, 0);
  for (let j = 0; j < width; j++) center[j] = sums[j]! / rows;
  // Centring on a rounded mean and correcting by what is left makes both moments good to the last digits.
  const moments = { sums: rest, squares, minima, maxima };
  for (const piece of pieces) columns.addMoments(piece.values, 0, piece.rows, width, center, moments);
  const low = Float64Array.from(rest, (total) => total / rows);
  const result = {
    rows,
    mean: Float64Array.from(center),
    meanLow: low,
    squares: Float64Array.from(squares, (total, j) => Math.max(0, total - rest[j]! * low[j]!)),
    min: Float64Array.from(minima),
    max: Float64Array.from(maxima),
  };
  for (let j = 0; j < width; j++) {
    if (minima[j] !== maxima[j]) continue;
    // The sum of equal numbers may be rounded, or overflow; their mean is known.
    result.mean[j] = minima[j]!;
    result.meanLow[j] = 0;
    result.squares[j] = 0;
  }
  return result;
}

/** The same where there may be no rows. */
export function bothMoments(a: Moments | undefined, b: Moments | undefined): Moments | undefined {
  return a === undefined || b === undefined ? (a ?? b) : mergeMoments(a, b);
}

/** Moments of the rows of both. */
export function mergeMoments(a: Moments, b: Moments): Moments {
  const rows = a.rows + b.rows;
  const mean = a.mean.slice();
  const meanLow = a.meanLow.slice();
  const squares = a.squares.slice();
  for (let j = 0; j < mean.length; j++) {
    const apart = b.mean[j]! - a.mean[j]! + (b.meanLow[j]! - a.meanLow[j]!);
    squares[j] = a.squares[j]! + b.squares[j]! + apart * apart * ((a.rows * b.rows) / rows);
    // mean + meanLow + apart·n_b/n, split again into a number and what is left of it.
    const step = a.meanLow[j]! + apart * (b.rows / rows);
    mean[j] = a.mean[j]! + step;
    meanLow[j] = a.mean[j]! - mean[j]! + step;
  }
  return {
    rows,
    mean,
    meanLow,
    squares,
    min: a.min.map((least, j) => Math.min(least, b.min[j]!)),
    max: a.max.map((most, j) => Math.max(most, b.max[j]!)),
  };
}
