/**
 * Iterative refinement of the dual problem: v = c·diag(u)²(X̃ − δ)ᵀα with cGα = ỹ − mean(ỹ). For a v of this form, what is
 * left of that equation is ρ = r − mean(r) − cμα, so that a step is small where the answer is near, whatever λ is.
 */
import { add, at, type DoubleDouble, divide, multiply, subtract, zero } from '../arithmetic/double-double.js';
import { scaleBy } from '../arithmetic/powers-of-two.js';
import { times, transposeTimes } from '../arithmetic/triangular.js';
import type { Runner } from '../passes/block-pass.js';
import type { DualFactor } from './dual-factor.js';
import type { Estimate } from './factor.js';
import { frameInput } from './frame.js';
import { type Point, pointInput } from './point.js';
import type { PreparedColumns } from './prepared-columns.js';
import { mostSteps, notFinite, notSettled, type Refined, regularization, settled } from './refine.js';

export async function refineDual(
  run: Runner,
  columns: PreparedColumns,
  factor: DualFactor,
): Promise<Refined> {
  const { features, rows, squares } = columns;
  const start = new Array<DoubleDouble>(features).fill(zero);
  let point: Point = { v: start, beta: columns.offset[features]!, idle: 0 };
  let alpha: readonly DoubleDouble[] = new Array<DoubleDouble>(rows).fill(zero);
  let before = 1;
  for (let count = 0; count < mostSteps; count++) {
    const residuals = centred(columns, await residualsAt(run, columns, point));
    const rest = Float64Array.from(residuals, (r, i) => subtract(r, multiply(factor.ridge, alpha[i]!))[0]);
    const step = solveDual(factor, rest);
    alpha = alpha.map((value, i) => add(value, [step[i]!, 0]));
    const next = pointOf(columns, factor, await combination(run, columns, alpha));
    const change = relativeChange(point.v, next.v);
    if (Number.isNaN(change)) throw notFinite();
    point = next;
    // A step takes no more than ‖ρ‖² off n·J.
    const gain = sumOfSquares(rest);
    const squared = residuals.reduce((sum, [r]) => sum + r * r, 0);
    const negligible = gain <= 2 ** -60 * squared || gain <= 2 ** -150 * squares[features]![0];
    // The factor leaves change/before of an error: where the next step is bound to be nothing, it is not taken.
    const done = change * Math.min(1, change / before) <= settled;
    const stuck = change > before / 2;
    if (done || (stuck && (negligible || change < 2 ** -36))) return refined(run, columns, point, count);
    if (stuck && count > 4) break;
    before = change;
  }
  throw notSettled(factor.amplification, 'rows');
}

/** J*, about, as `leastObjective` has it: n·J* = μ(ỹ − mean)ᵀG⁻¹(ỹ − mean). One pass. */
export async function leastDualObjective(
  run: Runner,
  columns: PreparedColumns,
  factor: DualFactor,
): Promise<Estimate> {
  const { features, rows, frame, offset } = columns;
  const start = { v: new Array<DoubleDouble>(features).fill(zero), beta: offset[features]!, idle: 0 };
  const outcome = Float64Array.from(await residualsAt(run, columns, start), ([hi]) => hi);
  const squares = sumOfSquares(transposeTimes(factor.inverse, rows, outcome));
  const value = scaleBy((factor.ridge[0] * squares) / rows, 2 * frame.exponent[features]!);
  return {
    value,
    error: value * 4 * (factor.entryError + (rows + 2) * 2 ** -52) * (1 + factor.amplification),
  };
}

/** About cG⁻¹h. */
export function solveDual({ inverse, rows }: DualFactor, h: Float64Array): Float64Array {
  return times(inverse, rows, transposeTimes(inverse, rows, h));
}

/** r of each row at a point. */
export async function residualsAt(
  run: Runner,
  columns: PreparedColumns,
  point: Point,
  withOutcome = true,
): Promise<DoubleDouble[]> {
  const input = pointInput(columns, point);
  const partial = await run('residuals', Float64Array.of(...input, withOutcome ? 1 : 0));
  return Array.from({ length: columns.rows }, (_, i) => at(partial, i));
}

/** Σ aᵢ(x̃ᵢⱼ − δⱼ) [d]. */
export async function combination(
  run: Runner,
  { frame, features, offset }: PreparedColumns,
  a: readonly DoubleDouble[],
): Promise<DoubleDouble[]> {
  const words = [...a.map(([hi]) => hi), ...a.map(([, lo]) => lo)];
  const partial = await run('combination', frameInput(frame, words));
  const sum = at(partial, features);
  return Array.from({ length: features }, (_, j) => subtract(at(partial, j), multiply(offset[j]!, sum)));
}

/** Minus their mean, where there is an intercept. */
function centred({ objective, rows }: PreparedColumns, residuals: DoubleDouble[]): DoubleDouble[] {
  if (!objective.intercept) return residuals;
  const mean = divide(residuals.reduce(add, zero), [rows, 0]);
  return residuals.map((r) => subtract(r, mean));
}

/** v, and β that makes the mean residual 0. */
function pointOf(
  { objective, offset, features }: PreparedColumns,
  { factors, scale }: DualFactor,
  along: readonly DoubleDouble[],
): Point {
  const v = along.map((sum, j) => {
    const [hi, lo] = multiply(multiply(sum, factors[j]!), factors[j]!);
    return [hi * scale, lo * scale] as const;
  });
  if (!objective.intercept) return { v, beta: zero, idle: 0 };
  const beta = v.reduce<DoubleDouble>(
    (b, slope, j) => subtract(b, multiply(offset[j]!, slope)),
    offset[features]!,
  );
  return { v, beta, idle: 0 };
}

async function refined(
  run: Runner,
  columns: PreparedColumns,
  point: Point,
  refinements: number,
): Promise<Refined> {
  const partial = await run('gradient', pointInput(columns, point));
  return {
    point,
    gradient: { point, partial },
    squaredResiduals: at(partial, columns.features + 1)[0],
    regularization: regularization(columns, point.v),
    refinements,
  };
}

/** The largest change of a weight relative to the weight. */
function relativeChange(before: readonly DoubleDouble[], after: readonly DoubleDouble[]): number {
  return after.reduce((most, value, j) => {
    const [change] = subtract(value, before[j]!);
    return change === 0
      ? most
      : Math.max(most, Math.abs(change) / Math.max(Math.abs(value[0]), Number.MIN_VALUE));
  }, 0);
}

function sumOfSquares(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value * value, 0);
}
