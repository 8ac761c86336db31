/** Standardization of features: z = (x − mean) / scale, with means and scales taken from the moments of all rows. */
import { DataError } from '../errors.js';
import type { Moments } from './moments.js';

export interface Standardization {
  /** One number a feature. */
  readonly mean: Float64Array;
  readonly scale: Float64Array;
  /** Features whose value never changes; they become 0. */
  readonly constant: readonly number[];
}

export interface StandardizeOptions {
  /** Columns in their own units where false: mean 0, scale 1. */
  readonly standardize: boolean;
  /** Without a b columns are not centred, and the scale is √mean(x²) in place of the standard deviation. */
  readonly intercept: boolean;
}

/**
 * Mean and scale of each of the first `features.length` columns. A constant column is centred on its value, so it is 0
 * in every row and its weight stays 0; without intercept only a column of zeros is that useless. Throws a `DataError`
 * for a column whose squares leave the range of float64.
 */
export function standardization(
  moments: Moments,
  features: readonly string[],
  { standardize, intercept }: StandardizeOptions,
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
    if (!standardize) continue;
    const square = moments.squares[j]! / moments.rows;
    if (intercept) mean[j] = moments.mean[j]!;
    const spread = Math.sqrt(intercept ? square : square + moments.mean[j]! ** 2);
    if (!(spread > 1e-150 && spread < 1e150)) {
      const text = `column "${name}": its values spread over ${spread.toExponential(1)}, too ${spread > 1 ? 'far' : 'little'} to be squared; give it in another unit`;
      throw new DataError('DATA_SCALE', text);
    }
    scale[j] = spread;
  }
  return { mean, scale, constant };
}
