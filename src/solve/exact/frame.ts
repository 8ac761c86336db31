/**
 * The frame in which rows are worked on: every column times a power of two, minus a centre near its mean.
 *
 *     x̃ = x·2^−e − c     ỹ = y·2^−e − c     (c = 0 without intercept)
 *
 * c is a float64 and need not be the mean itself: what is left, the offset δ = mean(x̃), is accounted for by algebra in
 * double-double, and x·2^−e − c is exact as a sum of two float64. A constant column has x̃ = 0 in every row.
 */

import { exponentOf, powerOfTwo, scaleBy } from '../arithmetic/powers-of-two.js';
import type { ScaledMoments } from '../passes/moments-pass.js';
import { scaleExponent } from '../passes/moments-pass.js';

/** What the objective is: J = (1/n) Σ(y − wᵀz − b)² + λwᵀw, z standardized or raw. */
export interface Objective {
  readonly intercept: boolean;
  readonly standardize: boolean;
  /** λ ≥ 0; 0 is least squares. */
  readonly l2Reg: number;
}

export interface Frame {
  /** d + 1: the features, and the outcome last. */
  readonly columns: number;
  /** e of each column. */
  readonly exponent: Int32Array;
  readonly scale: Float64Array;
  /** In scaled units. */
  readonly centre: Float64Array;
  /** With intercept: min equals max. Without: 0 in every row, as any other constant column then acts on the fit. */
  readonly constant: readonly boolean[];
}

export function frameOf(moments: ScaledMoments, objective: Objective): Frame {
  const columns = moments.min.length;
  const exponent = new Int32Array(columns);
  const scale = new Float64Array(columns);
  const centre = new Float64Array(columns);
  const constant: boolean[] = [];
  const floor = lowestExponent(moments.rows, objective);
  for (let j = 0; j < columns; j++) {
    const min = moments.min[j]!;
    const max = moments.max[j]!;
    const own = scaleExponent(Math.max(Math.abs(min), Math.abs(max)));
    exponent[j] = j < columns - 1 ? Math.max(own, floor) : own;
    scale[j] = powerOfTwo(-exponent[j]!);
    constant.push(min === max && (objective.intercept || min === 0));
    if (!objective.intercept) continue;
    // Between min and max, whatever was rounded: then a column of one value is 0 in every row.
    const mean = scaleBy(moments.scaledMean[j]!, moments.meanExponent[j]! - exponent[j]!);
    centre[j] = Math.min(Math.max(mean, min * scale[j]!), max * scale[j]!);
  }
  return { columns, exponent, scale, centre, constant };
}

/** With raw columns nλ·2^−2e must not overflow. */
function lowestExponent(rows: number, { standardize, l2Reg }: Objective): number {
  if (standardize || l2Reg === 0) return -1000;
  return Math.ceil((exponentOf(rows) + exponentOf(l2Reg) - 900) / 2);
}

/** The head of the input of every pass in a frame: scale [d + 1], centre [d + 1]. */
export function frameInput(frame: Frame, rest: ArrayLike<number> = []): Float64Array {
  const input = new Float64Array(2 * frame.columns + rest.length);
  input.set(frame.scale, 0);
  input.set(frame.centre, frame.columns);
  input.set(rest, 2 * frame.columns);
  return input;
}
