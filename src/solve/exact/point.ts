/**
 * A point of the parameter space in the frame: v of the scaled columns and β with ŷ·2^−e = c + β + Σ vⱼx̃ⱼ, in
 * double-double, so that going from weights as the trainer or the model file has them to the frame loses nothing.
 */

import { add, type DoubleDouble, multiply, subtract } from '../arithmetic/double-double.js';
import { scaleBy } from '../arithmetic/powers-of-two.js';
import { frameInput } from './frame.js';
import { deviation, type PreparedColumns } from './prepared-columns.js';

export interface Point {
  /** [d]. */
  readonly v: readonly DoubleDouble[];
  readonly beta: DoubleDouble;
  /** What weights of constant standardized columns, which no row feels, add to J (times 2^−2e of the outcome). */
  readonly idle: number;
}

/** A point and the partial of the gradient pass there. */
export interface GradientAt {
  readonly point: Point;
  readonly partial: Float64Array;
}

/** A linear function of the columns as they came: ŷ = atMeans + Σ weightⱼ(xⱼ − meanⱼ). The means need not be exact. */
export interface CentredWeights {
  readonly weights: ArrayLike<number>;
  readonly means: ArrayLike<number>;
  readonly atMeans: number;
}

/** The same as a model stores it, with the intercept as a rounded copy. */
export interface StoredWeights extends CentredWeights, PlainWeights {
  readonly weights: Float64Array;
}

type Framed = Pick<PreparedColumns, 'frame' | 'features'>;

/** The point of such a function. */
export function centredPoint(columns: Framed, { weights, means, atMeans }: CentredWeights): Point {
  const { frame, features } = columns;
  const down = -frame.exponent[features]!;
  const v: DoubleDouble[] = [];
  let beta = subtract([scaleBy(atMeans, down), 0], [frame.centre[features]!, 0]);
  for (let j = 0; j < features; j++) {
    const slope: DoubleDouble = [scaleBy(weights[j]!, frame.exponent[j]! + down), 0];
    v.push(slope);
    beta = subtract(beta, multiply(slope, fromCentre(columns, j, means[j]!)));
  }
  return { v, beta, idle: 0 };
}

/** ŷ at these means, rounded once. */
export function predictionAt(columns: Framed, { v, beta }: Point, means: ArrayLike<number>): number {
  const { frame, features } = columns;
  let prediction = add(beta, [frame.centre[features]!, 0]);
  for (let j = 0; j < features; j++)
    prediction = add(prediction, multiply(v[j]!, fromCentre(columns, j, means[j]!)));
  return scaleBy(prediction[0], frame.exponent[features]!);
}

/** x̃ⱼ of a value of column j. */
function fromCentre({ frame }: Framed, j: number, value: number): DoubleDouble {
  return subtract([scaleBy(value, -frame.exponent[j]!), 0], [frame.centre[j]!, 0]);
}

/** The input of the passes that take a point. */
export function pointInput(columns: PreparedColumns, { v, beta }: Point): Float64Array {
  const numbers = [...v, beta];
  return frameInput(columns.frame, [...numbers.map(([hi]) => hi), ...numbers.map(([, lo]) => lo)]);
}

export interface PlainWeights {
  readonly weights: Float64Array;
  /** ŷ where all columns are 0; 0 where the model has no b. */
  readonly intercept: number;
}

/** Weights and intercept of the columns as they came, rounded once. */
export function rawWeights(
  { frame, features, objective }: PreparedColumns,
  { v, beta }: Point,
): PlainWeights {
  const up = frame.exponent[features]!;
  let b = add(beta, [frame.centre[features]!, 0]);
  for (let j = 0; j < features; j++) b = subtract(b, multiply(v[j]!, [frame.centre[j]!, 0]));
  return {
    weights: Float64Array.from(v, ([hi], j) => scaleBy(hi, up - frame.exponent[j]!)),
    intercept: objective.intercept ? scaleBy(b[0], up) : 0,
  };
}

/** Weights and b of the standardized columns, constant ones 0. */
export function standardizedWeights(columns: PreparedColumns, { v, beta }: Point): PlainWeights {
  const { frame, features, objective } = columns;
  const up = frame.exponent[features]!;
  let b = add(beta, [frame.centre[features]!, 0]);
  for (let j = 0; j < features; j++) b = add(b, multiply(v[j]!, columns.offset[j]!));
  return {
    weights: Float64Array.from(v, (slope, j) => scaleBy(multiply(slope, deviation(columns, j))[0], up)),
    intercept: objective.intercept ? scaleBy(b[0], up) : 0,
  };
}

/** The mean of column j in scaled units. */
export function scaledMean({ frame, offset }: PreparedColumns, j: number): DoubleDouble {
  return add(offset[j]!, [frame.centre[j]!, 0]);
}
