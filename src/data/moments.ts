/**
 * Means, scales and extremes of columns, from blocks of rows: centred moments of each block, merged in block order.
 *
 * Means are kept in two parts, as the difference of two means loses all digits of a single one where mean/sd is 1e8.
 * The merge is that of Chan, Golub and LeVeque, "Updating formulae and a pairwise algorithm for computing sample
 * variances", 1979.
 */

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
export function blockMoments(pieces: readonly Piece[], width: number): Moments {
  const sum = new Float64Array(width);
  const min = new Float64Array(width).fill(Infinity);
  const max = new Float64Array(width).fill(-Infinity);
  let rows = 0;
  for (const { values, rows: count } of pieces) {
    rows += count;
    for (let i = 0, row = 0; row < count; row++) {
      for (let j = 0; j < width; j++, i++) {
        const x = values[i]!;
        sum[j]! += x;
        if (x < min[j]!) min[j] = x;
        if (x > max[j]!) max[j] = x;
      }
    }
  }
  // Centring on a rounded mean and correcting by what is left makes both moments good to the last digits.
  const mean = sum.map((total, j) => Math.min(Math.max(total / rows, min[j]!), max[j]!));
  const rest = new Float64Array(width);
  const squares = new Float64Array(width);
  for (const { values, rows: count } of pieces) {
    for (let i = 0, row = 0; row < count; row++) {
      for (let j = 0; j < width; j++, i++) {
        const centred = values[i]! - mean[j]!;
        rest[j]! += centred;
        squares[j]! += centred * centred;
      }
    }
  }
  const meanLow = rest.map((total) => total / rows);
  for (let j = 0; j < width; j++) squares[j] = Math.max(0, squares[j]! - rest[j]! * meanLow[j]!);
  return { rows, mean, meanLow, squares, min, max };
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
