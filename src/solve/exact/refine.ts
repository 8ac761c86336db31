/** Iterative refinement to the optimum: from the factor's first answer, until steps are below the last bits. */
import { TrainingError } from '../../errors.js';
import { add, at, type DoubleDouble, divide, multiply, subtract, zero } from '../arithmetic/double-double.js';
import { times, transposeTimes } from '../arithmetic/triangular.js';
import type { Runner } from '../passes/block-pass.js';
import type { Factor } from './factor.js';
import { type GradientAt, type Point, pointInput } from './point.js';
import type { PreparedColumns } from './prepared-columns.js';

export interface Refined {
  readonly point: Point;
  /** The last gradient pass: at the point, or one step before it. */
  readonly gradient: GradientAt;
  /** Σ r² and Σ nλⱼvⱼ² there, times 2^−2e of the outcome. */
  readonly squaredResiduals: number;
  readonly regularization: number;
  readonly refinements: number;
}

/** Steps below this part of every weight are below half a unit in its last place. */
export const settled = 2 ** -58;
export const mostSteps = 25;

interface Step {
  /** [kept]. */
  readonly step: Float64Array;
  /** hᵀA⁻¹h = n times what the step takes off J, but for b. */
  readonly gain: number;
}

export async function refine(run: Runner, columns: PreparedColumns, factor: Factor): Promise<Refined> {
  const { features } = columns;
  let v: DoubleDouble[] = new Array<DoubleDouble>(features).fill(zero);
  const first = solve(
    factor,
    Float64Array.from(factor.kept, (j) => factor.gram(j, features)[0]),
  );
  v = moved(v, factor, first.step);
  let beta = balanced(columns, columns.offset[features]!, factor, first.step);
  let before = 1;
  for (let count = 1; count <= mostSteps; count++) {
    const here: Point = { v, beta, idle: 0 };
    const partial = await run('gradient', pointInput(columns, here));
    const sum = at(partial, features);
    const squared = at(partial, features + 1)[0];
    const { step, gain } = solve(factor, descent(columns, factor, partial, v));
    const change = relativeChange(v, factor, step);
    if (!Number.isFinite(gain) || !Number.isFinite(squared) || Number.isNaN(change)) {
      throw notFinite();
    }
    const negligible = gain <= 2 ** -60 * squared || gain <= 2 ** -150 * columns.squares[features]![0];
    const gradient = { point: here, partial };
    const result = { gradient, refinements: count, regularization: regularization(columns, v) };
    if (change <= settled) return { point: here, squaredResiduals: squared, ...result };
    if (change > before / 2 && (negligible || change < 2 ** -36)) {
      return { point: here, squaredResiduals: squared, ...result };
    }
    if (change > before / 2 && count > 4) break;
    v = moved(v, factor, step);
    beta = balanced(columns, add(beta, mean(columns, sum)), factor, step);
    // The factor leaves change/before of an error: where the next step is bound to be nothing, it is not looked at.
    if (change * (change / before) <= settled && gain <= 2 ** -40 * squared) {
      return {
        point: { v, beta, idle: 0 },
        gradient,
        squaredResiduals: squared - gain,
        refinements: count,
        regularization: regularization(columns, v),
      };
    }
    before = change;
  }
  throw notSettled(factor.amplification, 'columns');
}

export function notFinite(): TrainingError {
  return new TrainingError('EXACT_NOT_FINITE', 'the exact solver met a number beyond the range of float64');
}

export function notSettled(amplification: number, what: 'columns' | 'rows'): TrainingError {
  return new TrainingError(
    'EXACT_NOT_CONVERGED',
    `refinement does not settle: the ${what} are too close to dependent (condition above ${Math.sqrt(amplification).toPrecision(2)}). ` +
      `Exclude ${what}, or use model: ridge with a larger l2Reg.`,
  );
}

/** h = −(n/2)·∂J/∂v with b at its best: Σ(x̃ − δ)r − nλv, of the kept columns. */
function descent(
  columns: PreparedColumns,
  factor: Factor,
  partial: Float64Array,
  v: readonly DoubleDouble[],
): Float64Array {
  const sum = at(partial, columns.features);
  return Float64Array.from(factor.kept, (j) => {
    const centred = subtract(at(partial, j), multiply(columns.offset[j]!, sum));
    return subtract(centred, multiply(columns.penalty[j]!, v[j]!))[0];
  });
}

function solve({ inverse, kept }: Factor, h: Float64Array): Step {
  const c = transposeTimes(inverse, kept.length, h);
  return { step: times(inverse, kept.length, c), gain: c.reduce((sum, value) => sum + value * value, 0) };
}

function moved(v: readonly DoubleDouble[], { kept }: Factor, step: Float64Array): DoubleDouble[] {
  const next = [...v];
  kept.forEach((j, k) => {
    next[j] = add(v[j]!, [step[k]!, 0]);
  });
  return next;
}

/** β after a step of v, so that residuals keep their mean. */
function balanced(
  columns: PreparedColumns,
  beta: DoubleDouble,
  { kept }: Factor,
  step: Float64Array,
): DoubleDouble {
  if (!columns.objective.intercept) return zero;
  return kept.reduce((b, j, k) => subtract(b, multiply(columns.offset[j]!, [step[k]!, 0])), beta);
}

function mean(columns: PreparedColumns, sum: DoubleDouble): DoubleDouble {
  return divide(sum, [columns.rows, 0]);
}

/** The largest |step| of a weight relative to the weight. */
function relativeChange(v: readonly DoubleDouble[], { kept }: Factor, step: Float64Array): number {
  let most = 0;
  for (let k = 0; k < kept.length; k++) {
    const size = Math.abs(v[kept[k]!]![0]);
    if (step[k] === 0) continue;
    most = Math.max(most, Math.abs(step[k]!) / Math.max(size, Number.MIN_VALUE));
  }
  return most;
}

export function regularization(columns: PreparedColumns, v: readonly DoubleDouble[]): number {
  return columns.penalty.reduce((sum, penalty, j) => sum + multiply(multiply(penalty, v[j]!), v[j]!)[0], 0);
}
