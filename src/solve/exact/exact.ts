/**
 * `solver: exact`: least squares and ridge by a factor of the Gram matrix and iterative refinement, where residual and
 * gradient are accumulated in double-double over the unrounded centred columns.
 *
 * Refinement of least squares: Å. Björck, "Iterative refinement of linear least squares solutions I" (1967); with
 * residuals in twice the working precision the limit is the precision of the weights themselves, here double-double.
 */
import { TrainingError } from '../../errors.js';
import type { Dependence } from '../arithmetic/exact-cholesky.js';
import { scaleBy } from '../arithmetic/powers-of-two.js';
import type { Runner } from '../passes/block-pass.js';
import { type DualFactor, factorizeDual } from './dual-factor.js';
import { refineDual } from './dual-refine.js';
import { type Factor, type FactorMethod, factorize, rankDeficient, startsPlain } from './factor.js';
import type { Objective } from './frame.js';
import { type GradientAt, type PlainWeights, type Point, rawWeights, standardizedWeights } from './point.js';
import { type PreparedColumns, prepareColumns, type TableShape } from './prepared-columns.js';
import { type Refined, refine } from './refine.js';
import { isWide } from './work.js';

export interface ExactSolverOptions extends Objective {
  readonly onRankDeficient: 'error' | 'drop';
  /** Names for messages, in the order of the columns. */
  readonly names: readonly string[];
  /** For tests: which Gram matrix; `auto` otherwise. */
  readonly method?: FactorMethod;
}

export interface ExactSolution {
  /** In units of the columns as they came: what is authoritative. */
  readonly raw: PlainWeights;
  /** Of the standardized columns. */
  readonly standardized: PlainWeights;
  /** J; Infinity where it is beyond float64. */
  readonly objective: number;
  readonly rank: number;
  /** Dependent columns, which got weight 0; empty unless `onRankDeficient: 'drop'`. */
  readonly dropped: readonly Dependence[];
  /** Passes of refinement it took. */
  readonly refinements: number;
  readonly columns: PreparedColumns;
  readonly factor: Factor | DualFactor;
  /** The solution before it was rounded. */
  readonly point: Point;
  /** The gradient at it, or near by: what a certificate can be made of without a pass. */
  readonly gradient: GradientAt;
  /** Σ r² at `point`, times 2^−2e of the outcome. */
  readonly squaredResiduals: number;
}

/** Throws a TrainingError with the reason where the answer is not determined, not reached or not finite. */
export async function solveExact(run: Runner, options: ExactSolverOptions): Promise<ExactSolution> {
  const { method = 'auto', l2Reg } = options;
  const solvesDual = (shape: TableShape) =>
    method === 'auto' && isWide({ ...shape, l2Reg, blocks: run.blocks });
  const plainGram = ({ rows, features }: TableShape) => startsPlain(rows, features, method);
  const columns = await prepareColumns(run, options, (shape) => !solvesDual(shape) && plainGram(shape));
  if (solvesDual(columns)) {
    const factor = await factorizeDual(run, columns);
    return solutionOf(columns, factor, [], await refineDual(run, columns, factor), options.names);
  }
  const factor = await factorize(run, columns, method);
  if (factor.dependent.length > 0 && options.onRankDeficient === 'error') {
    throw rankDeficient(factor.dependent, options.names, options.l2Reg);
  }
  return solutionOf(columns, factor, factor.dependent, await refine(run, columns, factor), options.names);
}

/** Rounds what was found. */
function solutionOf(
  columns: PreparedColumns,
  factor: Factor | DualFactor,
  dropped: readonly Dependence[],
  { point, gradient, squaredResiduals, regularization, refinements }: Refined,
  names: readonly string[],
): ExactSolution {
  const raw = rawWeights(columns, point);
  const standardized = standardizedWeights(columns, point);
  checkFinite(raw, names);
  checkFinite(standardized, names);
  const outcome = columns.frame.exponent[columns.features]!;
  return {
    raw,
    standardized,
    objective: scaleBy((squaredResiduals + regularization) / columns.rows, 2 * outcome),
    rank: factor.kept.length,
    dropped,
    refinements,
    columns,
    factor,
    point,
    gradient,
    squaredResiduals,
  };
}

function checkFinite({ weights, intercept }: PlainWeights, names: readonly string[]): void {
  const at = weights.findIndex((weight) => !Number.isFinite(weight));
  if (at < 0 && Number.isFinite(intercept)) return;
  const what = at < 0 ? 'the intercept' : `the weight of '${names[at] ?? `column ${at + 1}`}'`;
  throw new TrainingError(
    'EXACT_OVERFLOW',
    `${what} is beyond the range of float64: rescale the columns to more similar scales`,
  );
}
