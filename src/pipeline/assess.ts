/** What is said of a linear model once it is fitted: how close its weights are, its statistics. */
import { at } from '../solve/arithmetic/double-double.js';
import { scaleBy } from '../solve/arithmetic/powers-of-two.js';
import type { Certificate } from '../solve/certificate/certificate.js';
import { dualWeightBounds } from '../solve/certificate/dual-weights.js';
import { measure } from '../solve/certificate/measure.js';
import { boundWeights, type WeightBounds } from '../solve/certificate/weight-bounds.js';
import type { ExactSolution } from '../solve/exact/exact.js';
import { centredPoint, type GradientAt, pointInput, type StoredWeights } from '../solve/exact/point.js';
import type { PreparedColumns } from '../solve/exact/prepared-columns.js';
import type { Runner } from '../solve/passes/block-pass.js';
import { dualLeaveOneOut } from '../solve/statistics/dual-leave-one-out.js';
import { errorsAt } from '../solve/statistics/fit-errors.js';
import { type NearDependence, nearDependence } from '../solve/statistics/near-dependence.js';
import { type Statistics, statistics } from '../solve/statistics/statistics.js';
import { isLostInRounding, type Known } from './certify.js';

export interface Assessment {
  readonly bounds: WeightBounds;
  /** RMSE of each row predicted from all others, where the weights are close enough to the minimum. */
  readonly leaveOneOut: number | undefined;
  readonly nearlyDependent: readonly NearDependence[];
  /** Of least squares that is close enough to the minimum. */
  readonly statistics: Statistics | undefined;
  readonly withinRounding: boolean;
}

export interface AssessOptions {
  /** In original units. */
  readonly weights: StoredWeights;
  /** Of these weights. */
  readonly certificate: Certificate;
  /** What the exact solver found, of which they are rounded. */
  readonly solution?: ExactSolution | undefined;
  /** Of the columns, if the model has statistics. */
  readonly names: readonly string[] | undefined;
}

/** A pass for the gradient, one for the leave-one-out error and some for statistics where they are asked for. */
export async function assess(
  run: Runner,
  { columns, proven, dual }: Known,
  { weights, certificate, solution, names }: AssessOptions,
): Promise<Assessment> {
  const point = centredPoint(columns, weights);
  const near = solution?.gradient ?? { point, partial: await run('gradient', pointInput(columns, point)) };
  const withinRounding = isLostInRounding(columns, certificate);
  const squaredResiduals = squaresAt(columns, near, solution);
  const solved = solution?.factor.kind === 'primal' ? solution.factor : undefined;
  const factor = proven !== undefined && proven.keptEigenvalue > 0 ? proven.factor : solved;
  const isClose =
    solution !== undefined ||
    (factor?.dependent.length === 0 &&
      (withinRounding || isCloseEnough(columns, certificate.bound, squaredResiduals, factor.kept.length)));
  const fit = isClose && factor && { columns, factor, squaredResiduals, raw: weights };
  const ofDual = dual && (await dualWeightBounds(run, columns, dual, solution?.gradient.point));
  const leaveOneOut = async () => {
    if (dual && solution) return dualLeaveOneOut(run, columns, point, dual);
    return fit ? (await errorsAt(run, columns, point, fit.factor)).leaveOneOut : undefined;
  };
  return {
    bounds: boundWeights(columns, weights, { proven, near, bound: certificate.bound, ...ofDual }),
    leaveOneOut: await leaveOneOut(),
    nearlyDependent: factor ? nearDependence(columns, factor) : [],
    statistics:
      fit && names ? await statistics(run, { ...fit, point: solution?.point ?? point }, names) : undefined,
    withinRounding,
  };
}

/** Σ r² in the frame; 0 where it is not known to be anything else. */
function squaresAt(columns: PreparedColumns, near: GradientAt, solution: ExactSolution | undefined): number {
  const squares = solution?.squaredResiduals ?? at(near.partial, columns.features + 1)[0];
  return squares <= measure(columns, near.point, near.partial).totalError ? 0 : squares;
}

/**
 * Whether no combination cᵀw is farther from the minimum than a hundredth of its standard error s√(cᵀA⁻¹c): its
 * distance is at most √(n(J − J*)·cᵀA⁻¹c).
 */
function isCloseEnough(columns: PreparedColumns, bound: number, squares: number, rank: number): boolean {
  const { rows, features, frame, objective } = columns;
  const free = rows - rank - (objective.intercept ? 1 : 0);
  return free > 0 && rows * scaleBy(bound, -2 * frame.exponent[features]!) * free <= 1e-4 * squares;
}
