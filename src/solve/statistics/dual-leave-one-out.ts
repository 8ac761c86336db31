/**
 * The leave-one-out error where the problem was solved in the dual. With (cG)⁻¹ ≈ SSᵀ and the hat matrix H,
 *
 *     I − H = cμ(SSᵀ − t·11ᵀ/n)     t = 1ᵀSSᵀ1/n, by which the intercept fits the mean; without one t = 0
 */
import { scaleBy } from '../arithmetic/powers-of-two.js';
import { times, transposeTimes } from '../arithmetic/triangular.js';
import type { DualFactor } from '../exact/dual-factor.js';
import { residualsAt } from '../exact/dual-refine.js';
import type { Point } from '../exact/point.js';
import type { PreparedColumns } from '../exact/prepared-columns.js';
import type { Runner } from '../passes/block-pass.js';

/** Root of the mean square, in units of the outcome; Infinity beyond float64. One pass. */
export async function dualLeaveOneOut(
  run: Runner,
  columns: PreparedColumns,
  point: Point,
  { inverse, ridge }: DualFactor,
): Promise<number> {
  const { rows, features, frame, objective } = columns;
  const residuals = await residualsAt(run, columns, point);
  const ones = new Float64Array(rows).fill(1);
  const sums = times(inverse, rows, transposeTimes(inverse, rows, ones));
  const mean = objective.intercept ? sums.reduce((sum, value) => sum + value, 0) / rows : 0;
  let squares = 0;
  for (const [i, [residual]] of residuals.entries()) {
    let diagonal = 0;
    for (let k = i; k < rows; k++) diagonal += inverse[i * rows + k]! ** 2;
    squares += (residual / (ridge[0] * (diagonal - mean / rows))) ** 2;
  }
  return scaleBy(Math.sqrt(squares / rows), frame.exponent[features]!);
}
