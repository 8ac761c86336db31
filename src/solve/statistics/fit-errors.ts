/**
 * Errors of a point's predictions, from residuals in double-double: nothing is lost of residuals that are small beside
 * the outcome. With a factor also the leave-one-out error (PRESS): the residual of each row as if the others alone had
 * been fitted, with the same penalty on the weights and the same scales.
 */
import { add, type DoubleDouble, multiply, zero } from '../arithmetic/double-double.js';
import { scaleBy } from '../arithmetic/powers-of-two.js';
import type { Factor } from '../exact/factor.js';
import { type Point, pointInput } from '../exact/point.js';
import type { PreparedColumns } from '../exact/prepared-columns.js';
import type { Runner } from '../passes/block-pass.js';
import { leverageInput } from '../passes/errors-pass.js';

/** In units of the outcome; Infinity where they are beyond float64. */
export interface FitErrors {
  readonly objective: number;
  readonly meanSquaredError: number;
  readonly rootMeanSquaredError: number;
  readonly meanAbsoluteError: number;
  /** 1 − Σr²/Σ(y − ȳ)², or /Σy² without intercept; undefined where the outcome is constant. */
  readonly r2: number | undefined;
  /** Root of the mean square; undefined without a factor, and where some row alone determines a weight. */
  readonly leaveOneOut: number | undefined;
}

/** A row with a larger leverage is fitted whatever its outcome is, but for rounding. */
const largestLeverage = 1 - 2 ** -26;

/** One pass. The factor is that of the same columns. */
export async function errorsAt(
  run: Runner,
  columns: PreparedColumns,
  point: Point,
  factor?: Factor,
): Promise<FitErrors> {
  const { features, rows, frame, squares } = columns;
  const input = pointInput(columns, point);
  const all = factor === undefined ? input : Float64Array.from([...input, ...leveragesOf(columns, factor)]);
  const [
    high = Number.NaN,
    low = Number.NaN,
    absolute = Number.NaN,
    leftOut = Number.NaN,
    ,
    most = Number.NaN,
  ] = await run('errors', all);
  const up = frame.exponent[features]!;
  const total = penalized(columns, point, [high, low]);
  const spread = squares[features]![0];
  const isDetermined = factor !== undefined && most < largestLeverage;
  return {
    objective: scaleBy(total / rows + point.idle, 2 * up),
    meanSquaredError: scaleBy(high / rows, 2 * up),
    rootMeanSquaredError: scaleBy(Math.sqrt(high / rows), up),
    meanAbsoluteError: scaleBy(absolute / rows, up),
    r2: spread > 0 ? 1 - high / spread : undefined,
    leaveOneOut: isDetermined ? scaleBy(Math.sqrt(leftOut / rows), up) : undefined,
  };
}

/** Σ r² + Σ nλⱼvⱼ². */
function penalized({ penalty }: PreparedColumns, { v }: Point, squares: DoubleDouble): number {
  const each = v.map((slope, j) => multiply(multiply(penalty[j]!, slope), slope));
  return add(squares, each.reduce(add, zero))[0];
}

function leveragesOf({ rows, objective, offset }: PreparedColumns, { kept, inverse }: Factor): number[] {
  return leverageInput({
    base: objective.intercept ? 1 / rows : 0,
    kept,
    offset: kept.map((j) => offset[j]![0]),
    inverse,
  });
}
