/** Means and scales of columns in plain numbers, from centres and spreads in double-double: for scales that float64 cannot square. */
import { type Columns, deviation } from './columns.js';
import { scaledMean } from './point.js';
import { scaleBy } from './powers-of-two.js';

/** Of column j. */
export function meanOf(columns: Columns, j: number): number {
  return scaleBy(scaledMean(columns, j)[0], columns.frame.exponent[j]!);
}

/** The population standard deviation of column j (√mean(x²) without intercept). */
export function scaleOf(columns: Columns, j: number): number {
  return scaleBy(deviation(columns, j)[0], columns.frame.exponent[j]!);
}
