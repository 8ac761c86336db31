/** The point of the weights that a trainer has. */
import {
  type DoubleDouble,
  divide,
  multiply,
  subtract,
  zero,
} from '#chainrule/solve/arithmetic/double-double.js';
import { scaleBy } from '#chainrule/solve/arithmetic/powers-of-two.js';
import type { Point } from '#chainrule/solve/exact/point.js';
import { deviation, type PreparedColumns } from '#chainrule/solve/exact/prepared-columns.js';
import { rawPoint } from './raw-point.js';

/** Weights and b of the standardized columns (of the raw ones where the objective does not standardize). */
export function pointOf(columns: PreparedColumns, weights: ArrayLike<number>, intercept: number): Point {
  if (!columns.objective.standardize) return rawPoint(columns, weights, intercept);
  const { frame, features, objective } = columns;
  const down = -frame.exponent[features]!;
  const v: DoubleDouble[] = [];
  let beta = subtract([scaleBy(intercept, down), 0], [frame.centre[features]!, 0]);
  let idle = 0;
  for (let j = 0; j < features; j++) {
    const weight = scaleBy(weights[j]!, down);
    if (frame.constant[j]) {
      v.push(zero);
      if (weight !== 0 && objective.l2Reg > 0) {
        idle += Math.max(objective.l2Reg * weight * weight, Number.MIN_VALUE);
      }
      continue;
    }
    const slope = weight === 0 ? zero : divide([weight, 0], deviation(columns, j));
    v.push(slope);
    beta = subtract(beta, multiply(slope, columns.offset[j]!));
  }
  return { v, beta, idle };
}
