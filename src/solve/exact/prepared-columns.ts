/**
 * What is known of the columns before anything is solved: the frame, centres and spreads in double-double, and the
 * penalty of each weight in the frame, where J·n = Σ r² + Σ nλⱼvⱼ² with v the weights of the scaled columns x·2^−e.
 */
import { TrainingError } from '../../errors.js';
import { tileRows } from '../../kernels/tile-kernels.js';
import {
  at,
  type DoubleDouble,
  divide,
  multiply,
  squareRoot,
  subtract,
  zero,
} from '../arithmetic/double-double.js';
import { scaleBy } from '../arithmetic/powers-of-two.js';
import type { Runner } from '../passes/block-pass.js';
import { readMoments, type ScaledMoments } from '../passes/moments-pass.js';
import { apart } from '../passes/spread-and-gram-pass.js';
import { chain } from '../passes/tiles.js';
import { type Frame, frameInput, frameOf, type Objective } from './frame.js';

/** How much there is. */
export interface TableShape {
  /** n. */
  readonly rows: number;
  /** d. */
  readonly features: number;
}

export interface PreparedColumns extends TableShape {
  readonly objective: Objective;
  readonly frame: Frame;
  /** Longest chain of additions in a partial of all rows. */
  readonly chain: number;
  /** Σ in double-double of products a·b is off by at most this times ‖a‖‖b‖, residuals included. */
  readonly epsilon: number;
  /** δ = mean(x̃) [d + 1]; 0 without intercept. */
  readonly offset: readonly DoubleDouble[];
  /** Σ (x̃ − δ)² [d + 1]. */
  readonly squares: readonly DoubleDouble[];
  /** Relative error of `squares` [d + 1]. */
  readonly squaresError: Float64Array;
  /** nλⱼ [d]. */
  readonly penalty: readonly DoubleDouble[];
  /** √(Σ(x̃ − δ)² + nλⱼ) [d]. */
  readonly norm: Float64Array;
  /** At least ‖x̃‖ [d + 1]. */
  readonly length: Float64Array;
  /** At least ‖x·2^−e‖ [d + 1]. */
  readonly size: Float64Array;
  /** What the gram pass answers, where it was asked for. */
  readonly gram: Float64Array | undefined;
}

/**
 * Two passes: moments, spread; where `wantsGram` the second also takes the Gram matrix in float64. Throws a TrainingError where there is no row, or a penalty that float64 cannot hold.
 */
export async function prepareColumns(
  run: Runner,
  objective: Objective,
  wantsGram: (shape: TableShape) => boolean = () => false,
): Promise<PreparedColumns> {
  const moments = readMoments(await run('moments', new Float64Array()));
  const { rows } = moments;
  if (rows === 0) throw new TrainingError('EXACT_NO_ROWS', 'there is no row to solve for');
  const frame = frameOf(moments, objective);
  const shape = { rows, features: frame.columns - 1 };
  const { spread, gram } = wantsGram(shape)
    ? apart(await run('spreadAndGram', frameInput(frame)))
    : { spread: await run('spread', frameInput(frame)), gram: undefined };
  const epsilon = summationError(chain(rows, moments.largestBlock), frame.columns);
  return columnsOf({ objective, frame, moments, spread, gram, epsilon });
}

/**
 * `PreparedColumns.epsilon`: of a tile's sums, of the `longest` chain of their additions, and of residuals over `columns` columns
 * (docs/decisions/exact-solver.md, "Error terms").
 */
export function summationError(longest: number, columns: number): number {
  return (tileRows ** 2 / 2 + 4 * longest + 4 * (columns + 4) ** 2) * 2 ** -104;
}

export interface ColumnSums {
  readonly objective: Objective;
  readonly frame: Frame;
  readonly moments: ScaledMoments;
  /** The partial of `spread` over all rows, whose sums are off by at most `epsilon`. */
  readonly spread: Float64Array;
  readonly gram: Float64Array | undefined;
  readonly epsilon: number;
}

/** Pure: what follows from the two passes. Throws a TrainingError for a penalty that float64 cannot hold. */
export function columnsOf({ objective, frame, moments, spread, gram, epsilon }: ColumnSums): PreparedColumns {
  const { rows } = moments;
  const { columns } = frame;
  const n: DoubleDouble = [rows, 0];
  const offset: DoubleDouble[] = [];
  const squares: DoubleDouble[] = [];
  const squaresError = new Float64Array(columns);
  const length = new Float64Array(columns);
  const size = new Float64Array(columns);
  for (let j = 0; j < columns; j++) {
    const sum = at(spread, j);
    const all = at(spread, columns + j);
    offset.push(objective.intercept ? divide(sum, n) : zero);
    squares.push(objective.intercept ? subtract(all, multiply(sum, divide(sum, n))) : all);
    // Where rounding left no square of a column that has some, nothing is known of it.
    squaresError[j] = all[0] > 0 ? 4 * epsilon * (all[0] / Math.max(squares[j]![0], 0)) : 0;
    length[j] = Math.sqrt(all[0]) * (1 + 2 ** -40);
    size[j] =
      2 * Math.sqrt(rows) * Math.max(Math.abs(moments.min[j]!), Math.abs(moments.max[j]!)) * frame.scale[j]!;
  }
  const penalty = penalties(objective, frame, rows, squares);
  const norm = Float64Array.from(penalty, (p, j) => Math.sqrt(squares[j]![0] + p[0]));
  const features = columns - 1;
  return {
    objective,
    frame,
    rows,
    features,
    chain: chain(rows, moments.largestBlock),
    epsilon,
    offset,
    squares,
    squaresError,
    penalty,
    norm,
    length,
    size,
    gram,
  };
}

function penalties(
  { standardize, l2Reg }: Objective,
  frame: Frame,
  rows: number,
  squares: readonly DoubleDouble[],
): DoubleDouble[] {
  const penalty: DoubleDouble[] = [];
  for (let j = 0; j < frame.columns - 1; j++) {
    // Of standardized columns λσ² times n is λ·Σ(x̃ − δ)²: the scale of the frame cancels.
    const p: DoubleDouble = standardize
      ? multiply([l2Reg, 0], squares[j]!)
      : multiply([scaleBy(l2Reg, -2 * frame.exponent[j]!), 0], [rows, 0]);
    if (l2Reg > 0 && !Number.isFinite(p[0] + p[1])) {
      throw new TrainingError(
        'EXACT_OVERFLOW',
        `l2Reg ${l2Reg} is too large for the scale of column ${j + 1}: the regularization overflows`,
      );
    }
    penalty.push(l2Reg > 0 ? p : zero);
  }
  return penalty;
}

/** The population standard deviation of column j of the frame (√mean(x̃²) without intercept). */
export function deviation(columns: PreparedColumns, j: number): DoubleDouble {
  return squareRoot(divide(columns.squares[j]!, [columns.rows, 0]));
}
