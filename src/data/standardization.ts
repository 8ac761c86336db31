/** Standardization of features: z = (x − mean) / scale, with means and scales taken from the moments of the rows trained on. */
import { DataError } from '../errors.js';
import { quoted } from '../text/visible.js';
import type { Moments } from './moments.js';

export interface Standardization {
  /** One number a feature. */
  readonly mean: Float64Array;
  readonly scale: Float64Array;
  /** Features whose value never changes; they become 0. */
  readonly constant: readonly number[];
}

export interface StandardizeOptions {
  /** Whether to divide columns by their spread; scale 1 where false. */
  readonly standardize: boolean;
  /** Whether to subtract the mean of each column; mean 0 where false. */
  readonly center: boolean;
  /** Without a b the spread is √mean(x²) in place of the standard deviation. */
  readonly intercept: boolean;
  /** Mean and scale of a column, where they have been computed by other means than moments. */
  readonly exactly?: {
    readonly mean: (column: number) => number;
    readonly scale: (column: number) => number;
  };
}

/** The spread of column j, from its moments: √mean(x²) without intercept. */
function spreadOf({ squares, rows, mean }: Moments, j: number, intercept: boolean): number {
  const square = squares[j]! / rows;
  return Math.sqrt(intercept ? square : square + mean[j]! ** 2);
}

/** Whether the moments of some column are no good, as its values are too large or too small to be squared. */
export function isBeyondSquares(
  moments: Moments,
  features: number,
  { intercept }: Pick<StandardizeOptions, 'intercept'>,
): boolean {
  for (let j = 0; j < features; j++) {
    const spread = spreadOf(moments, j, intercept);
    if (moments.min[j] !== moments.max[j] && !(spread > 1e-150 && spread < 1e150)) return true;
  }
  return false;
}

/**
 * Mean and scale of each of the first `features.length` columns. A constant column is centred on its value, so it is 0
 * in every row and its weight stays 0; without intercept only a column of zeros is that useless. Throws a `DataError`
 * for a column that spreads beyond what float64 can scale.
 */
export function standardization(
  moments: Moments,
  features: readonly string[],
  { standardize, center, intercept, exactly }: StandardizeOptions,
): Standardization {
  const mean = new Float64Array(features.length);
  const scale = new Float64Array(features.length).fill(1);
  const constant: number[] = [];
  for (const [j, name] of features.entries()) {
    const low = moments.min[j]!;
    if (low === moments.max[j] && (intercept || low === 0)) {
      constant.push(j);
      mean[j] = low;
      continue;
    }
    if (center) mean[j] = exactly?.mean(j) ?? moments.mean[j]!;
    if (!standardize) continue;
    const spread = exactly?.scale(j) ?? spreadOf(moments, j, intercept);
    if (!(spread > 1e-290 && spread < 1e290)) {
      const text = `column ${quoted(name)}: the spread of its values, ${spread.toExponential(1)}, is too ${spread > 1 ? 'large' : 'small'} for float64; use another unit`;
      throw new DataError('DATA_SCALE', text);
    }
    scale[j] = spread;
  }
  return { mean, scale, constant };
}
