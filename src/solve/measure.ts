/** J and h at a point from the gradient pass, with a bound of every rounding error on the way. */
import type { Columns } from './columns.js';
import { at, multiply, subtract } from './double-double.js';
import type { Point } from './point.js';

/** Covers the float64 arithmetic of the bounds themselves, which are sums and products of positive numbers. */
export const upwards = 1 + 2 ** -40;

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

export function measure(columns: Columns, point: Point, partial: Float64Array): Measured {
  const { features, rows, frame, length, size, epsilon, squaresError, penalty, offset } = columns;
  const { v, beta, idle } = point;
  // ‖r‖ is off by at most `blur`: rounding of the residuals, and of the point where β was summed and σ rounded.
  const constants = 2 * Math.sqrt(rows) * (Math.abs(beta[0]) + Math.abs(frame.centre[features]!));
  let centred = length[features]! + constants;
  let whole = size[features]! + constants;
  let ofSigma = 0;
  for (let j = 0; j < features; j++) {
    const slope = Math.abs(v[j]![0]);
    centred += slope * length[j]!;
    whole += slope * size[j]!;
    ofSigma += slope * length[j]! * squaresError[j]!;
  }
  const blur = (8 * epsilon * centred + (features + 8) * 2 ** -98 * whole + ofSigma) * upwards + 2 ** -900;
  const sum = at(partial, features);
  const squared = at(partial, features + 1)[0];
  let penalties = 0;
  let penaltiesError = 0;
  const h = new Float64Array(features);
  const hError = new Float64Array(features);
  for (let j = 0; j < features; j++) {
    const pull = multiply(penalty[j]!, v[j]!);
    h[j] = subtract(subtract(at(partial, j), multiply(offset[j]!, sum)), pull)[0];
    const off = 2 * squaresError[j]! + 2 ** -98;
    hError[j] = (2 * length[j]! * blur + off * Math.abs(pull[0])) * upwards;
    const share = Math.abs(pull[0] * v[j]![0]);
    penalties += share;
    penaltiesError += share * off;
  }
  const total = squared + penalties + rows * idle;
  return {
    total,
    totalError:
      (2 * Math.sqrt(Math.abs(squared)) * blur + blur * blur + penaltiesError + total * 2 ** -48) * upwards,
    mean: columns.objective.intercept ? (Math.abs(sum[0]) + 2 * Math.sqrt(rows) * blur) / rows : 0,
    h,
    hError,
  };
}
