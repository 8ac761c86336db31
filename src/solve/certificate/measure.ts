/** J and h at a point from the gradient pass, with a bound of every rounding error on the way. */

import { at, multiply, subtract } from '../arithmetic/double-double.js';
import type { Point } from '../exact/point.js';
import type { PreparedColumns } from '../exact/prepared-columns.js';

/** Covers the float64 arithmetic of the bounds themselves, which are products of positive numbers and sums of `terms`. */
export function upwards(terms: number): number {
  return 1 + 2 ** -40 + terms * 2 ** -51;
}

export interface Measured {
  /** Σ r² + penalties, n·J, and how far it is off at most. */
  readonly total: number;
  readonly totalError: number;
  /** |mean r| at most. */
  readonly mean: number;
  /** [d], and how far each is off at most. */
  readonly h: Float64Array;
  readonly hError: Float64Array;
}

/** h in double-double, as h + hLow, with what it is off by in two parts: (X̃ − δ)ᵀe of some e with ‖e‖ ≤ blur, and ownError. */
export interface MeasuredExactly extends Measured {
  readonly hLow: Float64Array;
  readonly blur: number;
  readonly ownError: Float64Array;
}

export function measure(columns: PreparedColumns, point: Point, partial: Float64Array): MeasuredExactly {
  const { features, rows, length, size, epsilon, squaresError, penalty, offset } = columns;
  const { v, beta, idle } = point;
  // ‖r‖ is off by at most `blur`: rounding of the residuals, of β, which is summed over the columns' sizes, and of σ.
  // A column's own part of the residuals needs no more than σ does, as `squaresError` is at least 4ε.
  const constants = 2 * Math.sqrt(rows) * Math.abs(beta[0]);
  const centred = length[features]! + constants;
  let whole = size[features]! + constants;
  let ofColumns = 0;
  for (let j = 0; j < features; j++) {
    const slope = Math.abs(v[j]![0]);
    whole += slope * size[j]!;
    ofColumns += slope * length[j]! * squaresError[j]!;
  }
  const blur = 8 * epsilon * centred + (features + 8) * 2 ** -98 * whole + ofColumns;
  const sum = at(partial, features);
  const squared = at(partial, features + 1)[0];
  let penalties = 0;
  let penaltiesError = 0;
  const h = new Float64Array(features);
  const hLow = new Float64Array(features);
  const hError = new Float64Array(features);
  const ownError = new Float64Array(features);
  for (let j = 0; j < features; j++) {
    const pull = multiply(penalty[j]!, v[j]!);
    const [high, low] = subtract(subtract(at(partial, j), multiply(offset[j]!, sum)), pull);
    h[j] = high;
    hLow[j] = low;
    const off = 2 * squaresError[j]!;
    hError[j] = 2 * length[j]! * blur + off * Math.abs(pull[0]);
    // Sums with the residuals as they were computed, and with δ, which is off by ε‖x̃‖/√n itself.
    ownError[j] = 8 * epsilon * length[j]! * Math.sqrt(Math.abs(squared)) + off * Math.abs(pull[0]);
    const share = Math.abs(pull[0] * v[j]![0]);
    penalties += share;
    penaltiesError += share * off;
  }
  const total = squared + penalties + rows * idle;
  const rounding = (features + 8) * 2 ** -51 * total;
  return {
    total,
    totalError: 2 * Math.sqrt(Math.abs(squared)) * blur + blur * blur + penaltiesError + rounding,
    mean: columns.objective.intercept ? (Math.abs(sum[0]) + 2 * Math.sqrt(rows) * blur) / rows : 0,
    h,
    hLow,
    hError,
    blur,
    ownError,
  };
}
