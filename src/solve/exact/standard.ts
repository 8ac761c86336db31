/** Means and scales of columns in plain numbers, from centres and spreads in double-double: for scales that float64 cannot square. */

import { scaleBy } from '../arithmetic/powers-of-two.js';
import { scaledMean } from './point.js';
import { deviation, type PreparedColumns } from './prepared-columns.js';

/** Of column j. */
export function meanOf(columns: PreparedColumns, j: number): number {
  return scaleBy(scaledMean(columns, j)[0], columns.frame.exponent[j]!);
}

/** The population standard deviation of column j (√mean(x²) without intercept). */
export function scaleOf(columns: PreparedColumns, j: number): number {
  return scaleBy(deviation(columns, j)[0], columns.frame.exponent[j]!);
}
