/** Weights and an intercept in units of the columns as they came, taken about 0. */
import {
  centredPoint,
  type PlainWeights,
  type Point,
  type StoredWeights,
} from '#chainrule/solve/exact/point.js';
import type { PreparedColumns } from '#chainrule/solve/exact/prepared-columns.js';

export function uncentred(plain: PlainWeights): StoredWeights {
  return { ...plain, means: new Float64Array(plain.weights.length), atMeans: plain.intercept };
}

export function rawPoint(columns: PreparedColumns, weights: ArrayLike<number>, intercept: number): Point {
  const means = new Float64Array(columns.features);
  return centredPoint(columns, { weights, means, atMeans: intercept });
}
