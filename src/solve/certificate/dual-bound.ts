/**
 * Upper bounds by the factor of the dual problem, where there are fewer rows than columns. With A = P + XᵀX, P = diag(p) and
 * X the centred columns,
 *
 *     hᵀA⁻¹h = min ‖a‖² + tᵀP⁻¹t over all a and t with h = Xᵀa + t
 *
 * (infimal convolution; R. T. Rockafellar, "Convex Analysis", 1970, theorem 16.4), so that any a bounds it, and one near the
 * best, G⁻¹X diag(u)²h, closely. Nothing needs to be proved of the factor for that.
 */
import { add, type DoubleDouble, multiply, negate, subtract, zero } from '../arithmetic/double-double.js';
import { type DualFactor, featureRanges, rowTilesInput } from '../exact/dual-factor.js';
import { combination, residualsAt, solveDual } from '../exact/dual-refine.js';
import type { PreparedColumns } from '../exact/prepared-columns.js';
import type { Runner } from '../passes/block-pass.js';
import { type MeasuredExactly, upwards } from './measure.js';
import { provenEigenvalue } from './verify.js';

/** Each round that is not the last halves the bound at least: more do not pay. */
const mostRounds = 6;

/** hᵀA⁻¹h at most, of h as it should be: its error Xᵀe is one more part of Xᵀa. Two passes a round, until it is `enough` or does not improve. */
export async function dualBound(
  run: Runner,
  columns: PreparedColumns,
  factor: DualFactor,
  measured: MeasuredExactly,
  enough = 0,
): Promise<number> {
  const { rows } = columns;
  const { scale, ridge } = factor;
  const { h, hLow } = measured;
  let a: readonly DoubleDouble[] = new Array<DoubleDouble>(rows).fill(zero);
  let t: readonly DoubleDouble[] = Array.from(h, (value, j) => [value, hLow[j]!]);
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < mostRounds; round++) {
    // What is left of G·a = X diag(u)²h.
    const along = await rowsTimes(run, columns, factor, t);
    const rest = along.map((value, i) => {
      const [hi, lo] = value;
      return subtract([hi * scale, lo * scale], multiply(ridge, a[i]!))[0];
    });
    const step = solveDual(factor, Float64Array.from(rest));
    a = a.map((value, i) => add(value, [step[i]!, 0]));
    const explained = await combination(run, columns, a);
    t = explained.map((value, j) => subtract([h[j]!, hLow[j]!], value));
    const bound = boundBy(columns, factor, a, t, measured);
    // A bound that is not a number proves nothing.
    if (!(bound < best)) break;
    const improved = bound < best / 2;
    best = bound;
    if (!improved || best <= enough) break;
  }
  return best;
}

/** ‖a + e‖² + tᵀP⁻¹t at most. */
function boundBy(
  columns: PreparedColumns,
  { kept }: DualFactor,
  a: readonly DoubleDouble[],
  t: readonly DoubleDouble[],
  { blur, ownError }: MeasuredExactly,
): number {
  const { rows, features, length, epsilon } = columns;
  const size = Math.sqrt(a.reduce((sum, [hi]) => sum + hi * hi, 0));
  // Σ x̃a is off by ε‖x̃‖‖a‖, and δΣa by as much twice.
  const off = 8 * epsilon * size;
  let rest = 0;
  for (const j of kept) {
    const most = Math.abs(t[j]![0]) + ownError[j]! + off * length[j]!;
    if (most > 0) rest += (most * most) / leastPenalty(columns, j);
  }
  return ((size + blur) ** 2 + rest) * upwards(features + rows);
}

/**
 * Diagonal of A⁻¹ at most, [d]: (1/pⱼ)(1 − zⱼᵀG⁻¹zⱼ) with zⱼ = uⱼXⱼ, which for standardized columns is
 * (1/nλσⱼ²)(1 − xⱼᵀ(XXᵀ + nλI)⁻¹xⱼ); Infinity of constant columns. ‖Sᵀzⱼ‖² bounds the product from below by what is proved of S.
 */
export async function inverseDiagonal(
  run: Runner,
  columns: PreparedColumns,
  factor: DualFactor,
): Promise<Float64Array> {
  const { features, rows } = columns;
  const { inverse, scale, factors, kept, entryError } = factor;
  const eigenvalue = await provenEigenvalue(run.matrices, factor);
  const leverages = new Float64Array(features);
  await Promise.all(
    featureRanges(rows, features, 2).map(async (range) => {
      leverages.set(await run('leverage', rowTilesInput(columns, factors, range, inverse)), range.from);
    }),
  );
  const size = Math.sqrt(inverse.reduce((sum, value) => sum + value * value, 0));
  const diagonal = new Float64Array(features).fill(Number.POSITIVE_INFINITY);
  for (const j of kept) {
    // ‖Sᵀz‖ is off by ‖S‖‖z‖ times the rounding of z, which is no more than that of the entries, and of the product.
    const z = factors[j]![0] * Math.sqrt(Math.max(0, columns.squares[j]![0]));
    const off = 2 * (entryError + (rows + 8) * 2 ** -52) * size * z;
    const root = Math.max(0, Math.sqrt(leverages[j]!) * (1 - 2 ** -50) - off);
    const explained = eigenvalue > 0 ? (root * root * scale) / (2 - eigenvalue) : 0;
    diagonal[j] = ((1 - explained * (1 - 2 ** -50)) / leastPenalty(columns, j)) * upwards(8);
  }
  return diagonal;
}

/** nλⱼ at least. */
function leastPenalty({ penalty, squaresError }: PreparedColumns, j: number): number {
  return penalty[j]![0] * (1 - squaresError[j]!);
}

/** X diag(u)²t, where t has a number for each column. */
async function rowsTimes(
  run: Runner,
  columns: PreparedColumns,
  { factors }: DualFactor,
  t: readonly DoubleDouble[],
): Promise<DoubleDouble[]> {
  const v = t.map((value, j) => multiply(multiply(factors[j]!, factors[j]!), value));
  const beta = v.reduce<DoubleDouble>((sum, slope, j) => add(sum, multiply(columns.offset[j]!, slope)), zero);
  return residualsAt(run, columns, { v: v.map(negate), beta, idle: 0 }, false);
}
