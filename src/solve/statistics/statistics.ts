/**
 * The statistics of a least-squares fit: what R prints for `lm`. With intercept, R² and F are against the mean;
 * without, against 0 (uncentred), as in R.
 */

import { add, type DoubleDouble, multiply, zero } from '../arithmetic/double-double.js';
import { scaleBy } from '../arithmetic/powers-of-two.js';
import type { DualFactor } from '../exact/dual-factor.js';
import { type Factor, factorize } from '../exact/factor.js';
import { type PlainWeights, type Point, scaledMean } from '../exact/point.js';
import type { PreparedColumns } from '../exact/prepared-columns.js';
import type { Runner } from '../passes/block-pass.js';
import { conditionNumber } from './condition.js';
import { fisherUpper, studentTwoSided, studentTwoSidedQuantile } from './distributions.js';
import { residualQuantiles } from './residual-quantiles.js';

/** A fit with λ = 0: the minimum, or a point that is proved to be so close that no statistic shows it. */
export interface LeastSquaresFit {
  readonly columns: PreparedColumns;
  readonly factor: Factor | DualFactor;
  readonly point: Point;
  readonly raw: PlainWeights;
  /** Σ r² at `point`, times 2^−2e of the outcome; 0 where it is all rounding. */
  readonly squaredResiduals: number;
}

/** null: not defined, as with no degree of freedom, or for a column that was dropped or is constant. */
export interface Coefficient {
  /** undefined for the intercept. */
  readonly column: number | undefined;
  readonly name: string;
  readonly estimate: number | null;
  readonly standardError: number | null;
  readonly t: number | null;
  /** Two-sided. */
  readonly p: number | null;
  readonly confidence95: readonly [low: number, high: number] | null;
}

export interface Statistics {
  /** The intercept first, where there is one, then the features in order. */
  readonly coefficients: readonly Coefficient[];
  readonly rows: number;
  readonly rank: number;
  readonly degreesOfFreedom: number;
  readonly residualStandardError: number | null;
  /** Minimum, quartiles and maximum of the residuals, interpolated as R's type 7. */
  readonly residualQuantiles: readonly number[];
  readonly r2: number | null;
  readonly adjustedR2: number | null;
  readonly f: {
    readonly value: number;
    readonly numerator: number;
    readonly denominator: number;
    readonly p: number;
  } | null;
  /** Of the standardized columns. */
  readonly conditionNumber: number;
  /** Whether residuals are so small that R warns of an essentially perfect fit. */
  readonly essentiallyPerfect: boolean;
  /** null with more than `mostFactored` columns, or beyond float64. */
  readonly factor: InverseFactor | null;
}

/**
 * F, upper triangular, with FFᵀ = (XᵀX)⁻¹ of the columns minus their means (as they are without intercept). With s² the
 * residual variance, cᵀw has the variance s²‖Fᵀc‖², and ŷ at x has s²(1/n + ‖Fᵀ(x − means)‖²), without intercept
 * s²‖Fᵀx‖².
 */
export interface InverseFactor {
  readonly columns: readonly string[];
  readonly means: readonly number[];
  /** Row j from the diagonal on. */
  readonly rows: readonly (readonly number[])[];
}

/** Columns up to which the model file keeps the factor: 5,050 numbers. */
const mostFactored = 100;

/** How much rounding of a float64 Gram matrix may be amplified before standard errors are taken from an exact one. */
const plainAmplification = 1e4;

/** Passes for the quantiles, and one Gram pass where the fit's is too rough. */
export async function statistics(
  run: Runner,
  fit: LeastSquaresFit,
  names: readonly string[],
): Promise<Statistics> {
  const { columns, point, squaredResiduals, raw } = fit;
  const { rows, features, objective } = columns;
  let { factor } = fit;
  if (factor.kind === 'dual') throw new Error('a fit with a penalty has no statistics');
  if (factor.exactInverse === undefined && factor.amplification > plainAmplification) {
    factor = await factorize(run, columns, 'exactGram');
  }
  const rank = factor.kept.length;
  const free = rows - rank - (objective.intercept ? 1 : 0);
  const variance = free > 0 ? squaredResiduals / free : null;
  const up = columns.frame.exponent[features]!;
  const quantile = free > 0 ? studentTwoSidedQuantile(0.05, free) : 0;
  const describe = (
    column: number | undefined,
    name: string,
    estimate: number,
    unscaled: number | null,
  ): Coefficient => {
    const exponent = up - (column === undefined ? 0 : columns.frame.exponent[column]!);
    if (unscaled === null) return { column, name, estimate: null, ...undetermined };
    if (variance === null) return { column, name, estimate, ...undetermined };
    const standardError = scaleBy(Math.sqrt(variance * unscaled), exponent);
    const t = estimate / standardError;
    return {
      column,
      name,
      estimate,
      standardError,
      t: Number.isNaN(t) ? null : t,
      p: Number.isNaN(t) ? null : studentTwoSided(t, free),
      confidence95: [estimate - quantile * standardError, estimate + quantile * standardError],
    };
  };
  const unscaled = unscaledVariances(columns, factor);
  const nameOf = (j: number) => names[j] ?? `column ${j + 1}`;
  const coefficients = Array.from({ length: features }, (_, j) =>
    describe(j, nameOf(j), raw.weights[j]!, unscaled.weights[j]!),
  );
  const quartiles = [0, 0.25, 0.5, 0.75, 1];
  if (objective.intercept) {
    coefficients.unshift(describe(undefined, '(Intercept)', raw.intercept, unscaled.intercept));
  }
  return {
    coefficients,
    rows,
    rank,
    degreesOfFreedom: free,
    residualStandardError: variance === null ? null : scaleBy(Math.sqrt(variance), up),
    residualQuantiles:
      squaredResiduals === 0
        ? quartiles.map(() => 0)
        : await residualQuantiles(run, columns, point, quartiles, squaredResiduals),
    ...explained(columns.squares[features]![0], squaredResiduals, rows, rank, free, objective.intercept),
    conditionNumber: conditionNumber(columns, factor),
    essentiallyPerfect: variance !== null && isEssentiallyPerfect(columns, squaredResiduals, variance),
    factor: inverseFactor(columns, factor, nameOf),
  };
}

/** As `summary.lm` in R decides it, by the mean and the variance of the fitted values. */
function isEssentiallyPerfect(columns: PreparedColumns, squaredResiduals: number, variance: number): boolean {
  const { features, rows, objective, squares } = columns;
  const mean = scaledMean(columns, features)[0];
  const total = squares[features]![0] - (objective.intercept ? 0 : rows * mean * mean);
  const fitted = Math.max(0, total - squaredResiduals) / (rows - 1);
  return variance < (mean * mean + fitted) * 1e-30;
}

function inverseFactor(
  columns: PreparedColumns,
  factor: Factor,
  nameOf: (column: number) => string,
): InverseFactor | null {
  const { kept } = factor;
  const { exponent } = columns.frame;
  if (kept.length > mostFactored) return null;
  const means = kept.map((j) => scaleBy(scaledMean(columns, j)[0], exponent[j]!));
  const rows = kept.map((j, i) =>
    kept.slice(i).map((_, l) => scaleBy(elementOf(factor, i, i + l)[0], -exponent[j]!)),
  );
  if (![...means, ...rows.flat()].every(Number.isFinite)) return null;
  return { columns: kept.map(nameOf), means, rows };
}

/** S(i, j), as exactly as it is known. */
function elementOf({ kept, inverse, exactInverse }: Factor, i: number, j: number): DoubleDouble {
  return exactInverse === undefined ? [inverse[i * kept.length + j]!, 0] : exactInverse[i]![j]!;
}

const undetermined = { standardError: null, t: null, p: null, confidence95: null };

/** R², adjusted R² and F, of the sums of squares around the mean (around 0 without intercept). */
function explained(
  total: number,
  residual: number,
  rows: number,
  rank: number,
  free: number,
  intercept: boolean,
): Pick<Statistics, 'r2' | 'adjustedR2' | 'f'> {
  if (total === 0) return { r2: null, adjustedR2: null, f: null };
  const r2 = (total - residual) / total;
  if (free <= 0) return { r2, adjustedR2: null, f: null };
  const adjustedR2 = 1 - (residual / total) * ((rows - (intercept ? 1 : 0)) / free);
  if (rank === 0) return { r2, adjustedR2, f: null };
  const value = (total - residual) / rank / (residual / free);
  return {
    r2,
    adjustedR2,
    f: { value, numerator: rank, denominator: free, p: fisherUpper(value, rank, free) },
  };
}

/** Diagonal of (XᵀX)⁻¹ in the frame; null for columns that take no part. */
function unscaledVariances(
  columns: PreparedColumns,
  factor: Factor,
): { weights: (number | null)[]; intercept: number } {
  const { kept } = factor;
  const k = kept.length;
  const element = (i: number, j: number) => elementOf(factor, i, j);
  const weights: (number | null)[] = new Array<number | null>(columns.features).fill(null);
  // Var(b) = s²(1/n + x̄ᵀ(XᵀX)⁻¹x̄) with x̄ the means, and x̄ᵀSSᵀx̄ = ‖Sᵀx̄‖².
  let intercept: DoubleDouble = [1 / columns.rows, 0];
  for (let i = 0; i < k; i++) {
    let row = zero;
    let mean = zero;
    for (let j = i; j < k; j++) row = add(row, multiply(element(i, j), element(i, j)));
    for (let l = 0; l <= i; l++) mean = add(mean, multiply(element(l, i), scaledMean(columns, kept[l]!)));
    weights[kept[i]!] = row[0];
    intercept = add(intercept, multiply(mean, mean));
  }
  return { weights, intercept: intercept[0] };
}
