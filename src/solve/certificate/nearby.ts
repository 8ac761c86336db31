/**
 * J and h at a point near one whose gradient pass is at hand, by the factor's Gram matrix and without a pass. J is
 * quadratic, so with Δ the step in v, exactly
 *
 *     h' = h − AΔ     Σ(r' − r̄')² + Σnλv'² = Σ(r − r̄)² + Σnλv² − (h + h')ᵀΔ     r̄' = r̄ − Δβ − δᵀΔ
 *
 * What A is off by is multiplied with the step: rounding a solution moves it by 2⁻⁵³, and nothing is lost.
 */

import { at, type DoubleDouble, multiply, subtract } from '../arithmetic/double-double.js';
import type { Factor } from '../exact/factor.js';
import type { GradientAt, Point } from '../exact/point.js';
import type { PreparedColumns } from '../exact/prepared-columns.js';
import { type Measured, measure } from './measure.js';

/** Undefined where the points differ in what the factor does not span. `there` is what the pass's partial says. */
export function measureNearby(
  columns: PreparedColumns,
  near: GradientAt,
  point: Point,
  { kept, dependent, matrix, entryError }: Factor,
  there = measure(columns, near.point, near.partial),
): Measured | undefined {
  const { rows, norm, objective } = columns;
  // With a penalty a dependent column counts by itself, and what is known of its products is not said.
  if (dependent.length > 0 && objective.l2Reg > 0) return undefined;
  const step = point.v.map((v, j) => subtract(v, near.point.v[j]!));
  const stepBeta = subtract(point.beta, near.point.beta);
  const spanned = new Set(kept);
  if (step.some(([hi], j) => hi !== 0 && !spanned.has(j))) return undefined;
  if (!objective.intercept && stepBeta[0] !== 0) return undefined;

  const length = kept.reduce((sum, k) => sum + norm[k]! * Math.abs(step[k]![0]), 0);
  const h = Float64Array.from(there.h);
  const hError = Float64Array.from(there.hError);
  const along = Float64Array.from(kept, (j) => step[j]![0]);
  for (const [row, j] of kept.entries()) {
    let pull = 0;
    for (let k = 0; k < along.length; k++) pull += matrix[row * along.length + k]! * along[k]!;
    h[j] = there.h[j]! - pull;
    // |A(j, k)| ≤ normⱼ·normₖ; twice, as norms and steps are rounded themselves.
    const off = 2 * (entryError + (kept.length + 8) * 2 ** -51) * norm[j]! * length;
    hError[j] = there.hError[j]! + off;
  }

  let gain = 0;
  let gainError = 0;
  for (const j of kept) {
    const size = Math.abs(step[j]![0]);
    gain += (there.h[j]! + h[j]!) * step[j]![0];
    gainError += size * (there.hError[j]! + hError[j]!);
  }
  const means = meansOf(columns, near, there, step, stepBeta);
  const idle = rows * (point.idle - near.point.idle);
  const total = there.total - gain + rows * (means.here ** 2 - means.there ** 2) + idle;
  const spread = means.mostHere ** 2 - means.here ** 2 + (means.mostThere ** 2 - means.there ** 2);
  return {
    total,
    totalError: there.totalError + gainError + rows * spread + 2 ** -50 * Math.abs(idle),
    mean: means.mostHere,
    h,
    hError,
  };
}

/** |r̄| at both points, as computed and at most; 0 without intercept. */
function meansOf(
  { features, rows, objective, offset, length, epsilon }: PreparedColumns,
  { partial }: GradientAt,
  there: Measured,
  step: readonly DoubleDouble[],
  stepBeta: DoubleDouble,
): { here: number; mostHere: number; there: number; mostThere: number } {
  if (!objective.intercept) return { here: 0, mostHere: 0, there: 0, mostThere: 0 };
  const before = at(partial, features)[0] / rows;
  let mean = before - stepBeta[0];
  let size = Math.abs(before) + Math.abs(stepBeta[0]);
  // δ is itself off by ε‖x̃‖/√n.
  let ofOffset = 0;
  for (let j = 0; j < features; j++) {
    const share = multiply(offset[j]!, step[j]!)[0];
    mean -= share;
    size += Math.abs(share);
    ofOffset += (2 * epsilon * length[j]! * Math.abs(step[j]![0])) / Math.sqrt(rows);
  }
  const blur = there.mean - Math.abs(before) + ofOffset + (features + 4) * 2 ** -51 * size;
  return {
    here: Math.abs(mean),
    mostHere: Math.abs(mean) + blur,
    there: Math.abs(before),
    mostThere: there.mean,
  };
}
