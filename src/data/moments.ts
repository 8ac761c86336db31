/**
 * Means, scales and extremes of columns, from blocks of rows: centred moments of each block, merged in the one tree.
 *
 * Means are kept in two parts, as the difference of two means loses all digits of a single one where mean/sd is 1e8.
 * The merge is that of Chan, Golub and LeVeque, "Updating formulae and a pairwise algorithm for computing sample
 * variances", 1979.
 */

import { defined } from '../errors.js';
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

/** The mean of y, which is the last column. */
export function meanOutcomeOf({ mean }: Moments): number {
  return defined(mean.at(-1), 'mean of the outcome');
}

/** Rows that follow each other, row-major with `width` numbers a row. */
export interface Piece {
  readonly values: Float64Array;
  readonly rows: number;
}

/** Moments of the rows of a block; `zeros` gives an array of zeros, good until the next call with its name. */
export function blockMoments(
  { values, rows }: Piece,
  width: number,
  columns: ColumnKernels,
  zeros: (name: string, length: number) => Float64Array = (_, length) => new Float64Array(length),
): Moments {
  const sums = zeros('sums', width);
  const center = zeros('center', width);
  const rest = zeros('rest', width);
  const squares = zeros('squares', width);
  const minima = zeros('minima', width).fill(Infinity);
  const maxima = zeros('maxima', width).fill(-Infinity);
  columns.addSums(values, 0, rows, width, sums);
  for (let j = 0; j < width; j++) center[j] = sums[j]! / rows;
  // Centring on a rounded mean and correcting by what is left makes both moments good to the last digits.
  columns.addMoments(values, 0, rows, width, center, { sums: rest, squares, minima, maxima });
  const first = (numbers: Float64Array) => Float64Array.from(numbers.subarray(0, width));
  const low = first(rest).map((total) => total / rows);
  const result = {
    rows,
    mean: first(center),
    meanLow: low,
    squares: first(squares).map((total, j) => Math.max(0, total - rest[j]! * low[j]!)),
    min: first(minima),
    max: first(maxima),
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

const fields = ['mean', 'meanLow', 'squares', 'min', 'max'] as const;

/** As one array: the number of rows, then each field for all columns. */
export function packMoments(moments: Moments): Float64Array {
  const width = moments.mean.length;
  const packed = new Float64Array(1 + fields.length * width);
  packed[0] = moments.rows;
  for (const [k, field] of fields.entries()) packed.set(moments[field], 1 + k * width);
  return packed;
}

export function unpackMoments(packed: Float64Array): Moments {
  const width = (packed.length - 1) / fields.length;
  const field = (k: number) => packed.subarray(1 + k * width, 1 + (k + 1) * width);
  return {
    rows: packed[0]!,
    mean: field(0),
    meanLow: field(1),
    squares: field(2),
    min: field(3),
    max: field(4),
  };
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
