/**
 * How far a point is at most from the optimum, proved. J is quadratic, so with b eliminated
 *
 *     J − J* = (mean r)² + (1/n) hᵀA⁻¹h     h = Σ(x̃ − δ)r − nλv,   A = Σ(x̃ − δ)(x̃ − δ)ᵀ + diag(nλⱼ)
 *
 * (the same as ¼(∂J/∂b)² + ½ĝᵀH⁻¹ĝ with ĝ = −2h/n, H = 2A/n), bounded from above by a proved factor of A and by bounds
 * of every rounding error, r and h being accumulated in double-double. Above `exactCheckColumns` columns A is only
 * known to be at least diag(nλⱼ).
 */

import { scaleBy } from '../arithmetic/powers-of-two.js';
import { absoluteTransposeTimes, transposeTimes } from '../arithmetic/triangular.js';
import type { DualFactor } from '../exact/dual-factor.js';
import { type Factor, factorize } from '../exact/factor.js';
import { type GradientAt, type Point, pointInput } from '../exact/point.js';
import type { PreparedColumns } from '../exact/prepared-columns.js';
import type { Runner } from '../passes/block-pass.js';
import { proveDependence } from './dependence.js';
import { dualBound } from './dual-bound.js';
import { type Measured, measure, upwards } from './measure.js';
import { measureNearby } from './nearby.js';
import { provenEigenvalue } from './verify.js';

export interface Certificate {
  /** J at the point. */
  readonly objective: number;
  /** J is at most this; Infinity where it is beyond float64. */
  readonly objectiveBound: number;
  /** J − J* is at most this; Infinity where nothing is proved. */
  readonly bound: number;
  /** bound / (J − bound), at least (J − J*)/J*; Infinity where J ≤ bound. */
  readonly relativeGap: number;
  /** Whether a bound was proved. */
  readonly certified: boolean;
  /** Why not, for people. */
  readonly reason: string | undefined;
}

/** A factor and what is proved of it; made once, good for every point of the same rows. */
export interface ProvenFactor {
  readonly factor: Factor;
  /** Lower bound of the smallest eigenvalue of SᵀAS; 0 where nothing is proved of the columns that S leaves out. */
  readonly eigenvalue: number;
  /** The same whatever the columns are that S leaves out. */
  readonly keptEigenvalue: number;
}

export interface CertificateOptions {
  readonly exactCheckColumns: number;
  /** What is at hand already: saves the Gram pass and is used however many columns there are. */
  readonly proven?: ProvenFactor;
  /** In place of a proven factor, where there are fewer rows than columns. */
  readonly dual?: DualFactor;
  /** The gradient at a point near by, such as a solution before it was rounded: saves the gradient pass as a rule. */
  readonly near?: GradientAt;
}

/** The reason where neither a factor nor a penalty bounds anything. */
export const nothingKnown =
  'there are too many features for a factorization, so only regularization bounds the distance, and l2Reg is 0 or too small';

const notFinite = 'the point or its gradient is beyond the range of float64';

/** More than J can lose to underflow in the frame, where outcomes are about 1 or all 0. */
const underflow = 2 ** -900;

/** Where less is proved without a gradient pass, the pass is made: it may prove more. */
const closeEnough = 2 ** -46;

/** One gradient pass, or none where a factor and a gradient near by prove enough; and, where no factor is given and columns are few enough, the passes of `proveFactor`. */
export async function certify(
  run: Runner,
  columns: PreparedColumns,
  point: Point,
  { exactCheckColumns, proven, dual, near }: CertificateOptions,
): Promise<Certificate> {
  if (dual !== undefined) return certifyDual(run, columns, point, dual);
  const few = columns.features <= exactCheckColumns;
  const known = proven ?? (few ? await proveFactor(run, columns) : undefined);
  const nearby = near && known && certificateNearby(columns, point, near, known);
  if (nearby !== undefined && nearby.relativeGap <= closeEnough) return nearby;
  return certificateOf(columns, point, await run('gradient', pointInput(columns, point)), known);
}

/** One gradient pass, and two for the bound. */
async function certifyDual(
  run: Runner,
  columns: PreparedColumns,
  point: Point,
  dual: DualFactor,
): Promise<Certificate> {
  const measured = measure(columns, point, await run('gradient', pointInput(columns, point)));
  const bound = await dualBound(run, columns, dual, measured, closeEnough * measured.total);
  // It is no more than n·J, which is known where λ is so small that nothing else can be said.
  const most = measured.total + measured.totalError;
  return concluded(columns, point, measured, Math.min(bound, most), notFinite);
}

/** One or two Gram passes where no factor is given; one pass more where columns are dependent. */
export async function proveFactor(
  run: Runner,
  columns: PreparedColumns,
  factor?: Factor,
): Promise<ProvenFactor> {
  const known = factor ?? (await factorize(run, columns));
  const sound = known.dependent.length === 0 || (await harmless(run, columns, known));
  const keptEigenvalue = await provenEigenvalue(run.matrices, known);
  return { factor: known, eigenvalue: sound ? keptEigenvalue : 0, keptEigenvalue };
}

/** Pure: of the gradient pass's partial at the point. */
export function certificateOf(
  columns: PreparedColumns,
  point: Point,
  partial: Float64Array,
  proven: ProvenFactor | undefined,
): Certificate {
  return certificateFrom(columns, point, measure(columns, point, partial), proven);
}

/** Pure: of a gradient at another point, the nearer the tighter; undefined where the factor does not span the step. */
export function certificateNearby(
  columns: PreparedColumns,
  point: Point,
  near: GradientAt,
  proven: ProvenFactor,
): Certificate | undefined {
  const measured = measureNearby(columns, near, point, proven.factor);
  return measured && certificateFrom(columns, point, measured, proven);
}

/** Pure: of J and h, each known up to its error; without a factor from regularization alone. */
export function certificateFrom(
  columns: PreparedColumns,
  point: Point,
  measured: Measured,
  proven: ProvenFactor | undefined,
): Certificate {
  if (proven === undefined) {
    return concluded(columns, point, measured, diagonalBound(columns, measured), nothingKnown);
  }
  if (!(proven.eigenvalue > 0)) {
    const why =
      proven.factor.dependent.length > 0
        ? 'the columns are linearly dependent, at least up to rounding'
        : 'the columns are too close to dependent to prove that they are not, or l2Reg is beyond their scales';
    return concluded(columns, point, measured, diagonalBound(columns, measured), why);
  }
  return concluded(columns, point, measured, factorBound(proven, measured), notFinite);
}

/** Whether dependent columns provably add nothing. With regularization they would: weights spread over them cost less. */
async function harmless(run: Runner, columns: PreparedColumns, factor: Factor): Promise<boolean> {
  return columns.objective.l2Reg === 0 && (await proveDependence(run, columns, factor));
}

/** hᵀA⁻¹h by the factor. */
function factorBound({ factor, eigenvalue }: ProvenFactor, { h, hError }: Measured): number {
  const { kept, inverse } = factor;
  const k = kept.length;
  const of = (values: Float64Array) => Float64Array.from(kept, (j) => values[j]!);
  const c = transposeTimes(inverse, k, of(h));
  // γ_k·|Sᵀ||h| for the product's own rounding.
  const wide = of(hError).map((error, i) => error + (k + 2) * 2 ** -52 * Math.abs(h[kept[i]!]!));
  const off = absoluteTransposeTimes(inverse, k, wide);
  return c.reduce((sum, value, i) => sum + (Math.abs(value) + off[i]!) ** 2, 0) / eigenvalue;
}

/** The same by A ≥ diag(nλⱼ): Σ h²/(nλⱼ), which for equal λⱼ is ‖ĝ‖²/(4λ). */
function diagonalBound(
  { features, frame, penalty, squaresError }: PreparedColumns,
  { h, hError }: Measured,
): number {
  let sum = 0;
  for (let j = 0; j < features; j++) {
    if (frame.constant[j]) continue;
    const least = penalty[j]![0] * (1 - squaresError[j]!);
    if (!(least > 0)) return Number.POSITIVE_INFINITY;
    sum += (Math.abs(h[j]!) + hError[j]!) ** 2 / least;
  }
  return sum;
}

function concluded(
  { frame, features, rows, penalty }: PreparedColumns,
  { v, beta, idle }: Point,
  { total, totalError, mean }: Measured,
  quadratic: number,
  reason: string,
): Certificate {
  // A constant column takes no part in h: of its weight only the penalty is left.
  let rest = 0;
  for (let j = 0; j < features; j++)
    if (frame.constant[j]) rest += Math.abs(penalty[j]![0] * v[j]![0] * v[j]![0]);
  const up = upwards(features);
  let bound = (mean * mean + (quadratic + rest) / rows + idle) * up;
  // J* is at least 0, so a bound of J is one of J − J*; it alone is no answer.
  if (Number.isFinite(bound)) bound = Math.min(bound, ((total + totalError) / rows) * up);
  if (Number.isNaN(bound) || !Number.isFinite(total)) bound = Number.POSITIVE_INFINITY;
  const moved = idle > 0 || beta[0] !== 0 || v.some(([hi]) => hi !== 0);
  if (moved) bound += underflow;
  const exponent = 2 * frame.exponent[features]!;
  const least = (total - totalError * up) / rows;
  const certified = Number.isFinite(bound);
  return {
    objective: scaleBy(total / rows, exponent),
    objectiveBound: scaledUpwards(((total + totalError) / rows) * up, exponent, up),
    bound: scaledUpwards(bound, exponent, up),
    relativeGap: relativeGapOf(bound, least, up),
    certified,
    reason: certified ? undefined : reason,
  };
}

/** Of a bound of J − J*, where J is at least `least`. No gap at all is none of J*, even where that is 0. */
function relativeGapOf(bound: number, least: number, up: number): number {
  if (bound === 0) return 0;
  return least > bound ? (bound / (least - bound)) * up : Number.POSITIVE_INFINITY;
}

function scaledUpwards(bound: number, e: number, up: number): number {
  const result = scaleBy(bound, e) * up;
  return bound > 0 && result < 2 ** -1000 ? result + Number.MIN_VALUE : result;
}
