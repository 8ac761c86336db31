/**
 * The first pass: rows, range and sum of every column, the outcome being column d. Sums lose nothing of
 * small numbers; of numbers near the upper end of float64 they are kept times a power of two.
 *
 * Partial: rows, rows of the largest block, then min, max, exponent, sum (high, low word) for each of d + 1 columns.
 */
import type { Moments } from '../../data/moments.js';
import { tileRows } from '../../kernels/tile-kernels.js';
import { add, twoSum } from '../arithmetic/double-double.js';
import { exponentOf, powerOfTwo } from '../arithmetic/powers-of-two.js';
import type { BlockPass } from './block-pass.js';
import { cleared, type Space } from './tiles.js';

const fields = 5;
const start = 2;
/** Numbers below this cannot overflow when they are summed: 2⁹⁰⁰. */
const unscaled = 2 ** 900;

/** An exponent e of [−1000, 1000] that brings numbers of magnitude ≤ `largest` near 1 when they are times 2^−e. */
export function scaleExponent(largest: number): number {
  return Math.max(-1000, Math.min(1000, exponentOf(largest)));
}

export function momentsPass({ kernels, scratch }: Space): BlockPass {
  /** Totals of `columns` columns of x, put into the partial from element `to` on. */
  function totals(x: Float64Array, columns: number, rows: number, partial: Float64Array, to: number): void {
    const found = cleared(scratch, 'totals', 4 * columns);
    found.fill(Number.POSITIVE_INFINITY, 0, columns);
    found.fill(Number.NEGATIVE_INFINITY, columns, 2 * columns);
    for (let from = 0; from < rows; from += tileRows) {
      const count = Math.min(tileRows, rows - from);
      kernels.columnTotals(x, from * columns, columns, columns, count, found);
    }
    for (let j = 0; j < columns; j++) {
      const at = to + fields * j;
      const min = found[j]!;
      const max = found[columns + j]!;
      if (Math.max(Math.abs(min), Math.abs(max)) < unscaled) {
        const [high, low] = twoSum(found[2 * columns + j]!, found[3 * columns + j]!);
        partial.set([min, max, 0, high, low], at);
      } else scaledSum(x, j, columns, rows, min, max, partial, at);
    }
  }

  return {
    name: 'moments',
    block(x, y, rows, d) {
      const partial = new Float64Array(start + fields * (d + 1));
      partial[0] = rows;
      partial[1] = rows;
      totals(x, y === undefined ? d + 1 : d, rows, partial, start);
      if (y !== undefined) totals(y, 1, rows, partial, start + fields * d);
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
}

function rescaled(partial: Float64Array, at: number, e: number): [number, number] {
  const shift = powerOfTwo(Math.max(-1022, partial[at + 2]! - e));
  return [partial[at + 3]! * shift, partial[at + 4]! * shift];
}

/** The sum of a column whose numbers are so large, or none, that it must be scaled. */
function scaledSum(
  values: Float64Array,
  first: number,
  stride: number,
  rows: number,
  min: number,
  max: number,
  partial: Float64Array,
  at: number,
): void {
  const e = rows === 0 ? 0 : scaleExponent(Math.max(Math.abs(min), Math.abs(max)));
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
export interface ScaledMoments {
  readonly rows: number;
  readonly largestBlock: number;
  /** Each [d + 1], the outcome last. The mean is times 2^−meanExponent. */
  readonly min: Float64Array;
  readonly max: Float64Array;
  readonly scaledMean: Float64Array;
  readonly meanExponent: Int32Array;
}

export function readMoments(partial: Float64Array): ScaledMoments {
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

/** Of moments that are known: the inverse of `readMoments`, about. Undefined where sums would have to be scaled. */
export function momentsPartial(
  { rows, mean, min, max }: Pick<Moments, 'rows' | 'mean' | 'min' | 'max'>,
  largestBlock: number,
): Float64Array | undefined {
  const fits = [min, max].every((all) => all.every((value) => Math.abs(value) < unscaled));
  if (!fits) return undefined;
  const partial = new Float64Array(start + fields * mean.length);
  partial.set([rows, largestBlock]);
  for (let j = 0; j < mean.length; j++)
    partial.set([min[j]!, max[j]!, 0, mean[j]! * rows, 0], start + fields * j);
  return partial;
}
