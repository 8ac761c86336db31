/**
 * How far a point is at most from the optimum, proved. J is quadratic, so with b eliminated
 *
 *     J − J* = (mean r)² + (1/n) hᵀA⁻¹h     h = Σ(x̃ − δ)r − nλv,   A = Σ(x̃ − δ)(x̃ − δ)ᵀ + diag(nλⱼ)
 *
 * (the same as ¼(∂J/∂b)² + ½ĝᵀH⁻¹ĝ with ĝ = −2h/n, H = 2A/n), bounded from above by a proved factor of A and by bounds
 * of every rounding error, r and h being accumulated in double-double. Above `exactCheckColumns` columns A is only
 * known to be at least diag(nλⱼ).
 */
import type { Runner } from './block-pass.js';
import type { Columns } from './columns.js';
import { proveDependence } from './dependence.js';
import { at, multiply, subtract } from './double-double.js';
import { type Factor, factorize } from './factor.js';
import { type Point, pointInput } from './point.js';
import { scaleBy } from './powers-of-two.js';
import { transposeTimes } from './triangular.js';
import { provenEigenvalue } from './verify.js';

export interface Certificate {
  /** J at the point. */
  readonly objective: number;
  /** J − J* is at most this; Infinity where nothing is proved. */
  readonly bound: number;
  /** bound / (J − bound), at least (J − J*)/J*; Infinity where J ≤ bound. */
  readonly relativeGap: number;
  /** Whether a bound was proved. */
  readonly certified: boolean;
  /** Why not, for people. */
  readonly reason: string | undefined;
}

export interface CertificateOptions {
  readonly exactCheckColumns: number;
  /** A factor that is at hand already. */
  readonly factor?: Factor;
}

/** Covers the float64 arithmetic of the bounds themselves, which are sums and products of positive numbers. */
const upwards = 1 + 2 ** -40;

interface Measured {
  /** Σ r² + penalties, n·J, and how far it is off at most. */
  readonly total: number;
  readonly totalError: number;
  /** |mean r| at most. */
  readonly mean: number;
  /** [d], and how far each is off at most. */
  readonly h: Float64Array;
  readonly hError: Float64Array;
}

/**
 * One gradient pass and, where no factor is given and columns are few enough, one or two Gram passes; one pass more where
 * columns are dependent.
 */
export async function certify(
  run: Runner,
  columns: Columns,
  point: Point,
  { exactCheckColumns, factor }: CertificateOptions,
): Promise<Certificate> {
  const measured = measure(columns, point, await run('gradient', pointInput(columns, point)));
  let gap: number;
  let reason = 'the point or its gradient is beyond the range of float64';
  if (factor === undefined && columns.features > exactCheckColumns) {
    gap = diagonalBound(columns, measured);
    reason = `above exactCheckColumns ${exactCheckColumns} only regularization bounds the distance, and l2Reg is 0 or too small`;
  } else {
    const known = factor ?? (await factorize(run, columns));
    const settled = known.dependent.length === 0 || (await harmless(run, columns, known));
    const eigenvalue = settled ? provenEigenvalue(known) : 0;
    gap = eigenvalue > 0 ? factorBound(known, eigenvalue, measured) : Number.POSITIVE_INFINITY;
    if (eigenvalue <= 0) reason = 'the columns are dependent, or too close to it to prove that they are not';
  }
  return concluded(columns, point, measured, gap, reason);
}

/** Whether dependent columns provably add nothing; with regularization they do. */
async function harmless(run: Runner, columns: Columns, factor: Factor): Promise<boolean> {
  return columns.objective.l2Reg === 0 && (await proveDependence(run, columns, factor));
}

/** hᵀA⁻¹h by the factor. */
function factorBound({ kept, inverse }: Factor, eigenvalue: number, { h, hError }: Measured): number {
  const k = kept.length;
  const of = (values: Float64Array) => Float64Array.from(kept, (j) => values[j]!);
  const c = transposeTimes(inverse, k, of(h));
  // γ_k·|Sᵀ||h| for the product's own rounding.
  const wide = of(hError).map((error, i) => error + (k + 2) * 2 ** -52 * Math.abs(h[kept[i]!]!));
  const off = transposeTimes(inverse.map(Math.abs), k, wide);
  return c.reduce((sum, value, i) => sum + (Math.abs(value) + off[i]!) ** 2, 0) / eigenvalue;
}

/** The same by A ≥ diag(nλⱼ): Σ h²/(nλⱼ), which for equal λⱼ is ‖ĝ‖²/(4λ). */
function diagonalBound({ features, frame, penalty, squaresError }: Columns, { h, hError }: Measured): number {
  let sum = 0;
  for (let j = 0; j < features; j++) {
    if (frame.constant[j]) continue;
    const least = penalty[j]![0] * (1 - squaresError[j]! - 2 ** -50);
    if (!(least > 0)) return Number.POSITIVE_INFINITY;
    sum += (Math.abs(h[j]!) + hError[j]!) ** 2 / least;
  }
  return sum;
}

function measure(columns: Columns, point: Point, partial: Float64Array): Measured {
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

function concluded(
  { frame, features, rows, penalty }: Columns,
  { v, beta, idle }: Point,
  { total, totalError, mean }: Measured,
  quadratic: number,
  reason: string,
): Certificate {
  // A constant column takes no part in h: of its weight only the penalty is left.
  let rest = 0;
  for (let j = 0; j < features; j++)
    if (frame.constant[j]) rest += Math.abs(penalty[j]![0] * v[j]![0] * v[j]![0]);
  let bound = (mean * mean + (quadratic + rest) / rows + idle) * upwards;
  if (Number.isNaN(bound) || !Number.isFinite(total)) bound = Number.POSITIVE_INFINITY;
  // What is not 0 but too small for float64 must not become 0.
  const moved = beta[0] !== 0 || v.some(([hi]) => hi !== 0);
  if (bound === 0 && moved) bound = Number.MIN_VALUE;
  const up = 2 * frame.exponent[features]!;
  const least = (total - totalError) / rows;
  const certified = Number.isFinite(bound);
  return {
    objective: scaleBy(total / rows, up),
    bound: scaledUpwards(bound, up),
    relativeGap: certified && least > bound ? (bound / (least - bound)) * upwards : Number.POSITIVE_INFINITY,
    certified,
    reason: certified ? undefined : reason,
  };
}

function scaledUpwards(bound: number, e: number): number {
  const result = scaleBy(bound, e) * upwards;
  return bound > 0 && result < 2 ** -1000 ? result + Number.MIN_VALUE : result;
}
