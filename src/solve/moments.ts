/**
 * The first pass: rows, range and sum of every column, the outcome being column d. It needs no scale: sums are kept
 * times a power of two of their own, so that neither 1e-300 nor 1e300 is lost.
 *
 * Partial: rows, rows of the largest block, then min, max, exponent, sum (high, low word) for each of d + 1 columns.
 */
import type { BlockPass } from './block-pass.js';
import { add, twoSum } from './double-double.js';
import { exponentOf, powerOfTwo } from './powers-of-two.js';

const fields = 5;
const start = 2;

/** An exponent e of [−1000, 1000] that brings numbers of magnitude ≤ `largest` near 1 when they are times 2^−e. */
export function scaleExponent(largest: number): number {
  return Math.max(-1000, Math.min(1000, exponentOf(largest)));
}

export const momentsPass: BlockPass = {
  name: 'moments',
  block(x, y, rows, d) {
    const partial = new Float64Array(start + fields * (d + 1));
    partial[0] = rows;
    partial[1] = rows;
    for (let j = 0; j < d; j++) column(x, j, d, rows, partial, start + fields * j);
    column(y, 0, 1, rows, partial, start + fields * d);
    return partial;
  },
  merge(left, right) {
    left[0]! += right[0]!;
    left[1] = Math.max(left[1]!, right[1]!);
    for (let at = start; at < left.length; at += fields) {
      left[at] = Math.min(left[at]!, right[at]!);
      left[at + 1] = Math.max(left[at + 1]!, right[at + 1]!);
      const e = Math.max(left[at + 2]!, right[at + 2]!);
      const [hi, lo] = add(rescaled(left, at, e), rescaled(right, at, e));
      left[at + 2] = e;
      left[at + 3] = hi;
      left[at + 4] = lo;
    }
    return left;
  },
};

function rescaled(partial: Float64Array, at: number, e: number): [number, number] {
  const shift = powerOfTwo(Math.max(-1022, partial[at + 2]! - e));
  return [partial[at + 3]! * shift, partial[at + 4]! * shift];
}

function column(
  values: Float64Array,
  first: number,
  stride: number,
  rows: number,
  partial: Float64Array,
  at: number,
): void {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (let i = 0, k = first; i < rows; i++, k += stride) {
    const value = values[k]!;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  const e = rows === 0 ? -1000 : scaleExponent(Math.max(Math.abs(min), Math.abs(max)));
  const scale = powerOfTwo(-e);
  let hi = 0;
  let lo = 0;
  for (let i = 0, k = first; i < rows; i++, k += stride) {
    const value = values[k]! * scale;
    const s = hi + value;
    const t = s - hi;
    lo += hi - (s - t) + (value - t);
    hi = s;
  }
  const [high, low] = twoSum(hi, lo);
  partial.set([min, max, e, high, low], at);
}

/** The partial of all rows, read. */
export interface Moments {
  readonly rows: number;
  readonly largestBlock: number;
  /** Each [d + 1], the outcome last. The mean is times 2^−meanExponent. */
  readonly min: Float64Array;
  readonly max: Float64Array;
  readonly scaledMean: Float64Array;
  readonly meanExponent: Int32Array;
}

export function readMoments(partial: Float64Array): Moments {
  const columns = (partial.length - start) / fields;
  const rows = partial[0]!;
  const field = (k: number) =>
    Float64Array.from({ length: columns }, (_, j) => partial[start + fields * j + k]!);
  return {
    rows,
    largestBlock: partial[1]!,
    min: field(0),
    max: field(1),
    meanExponent: Int32Array.from(field(2)),
    scaledMean: field(3).map((sum) => sum / rows),
  };
}
