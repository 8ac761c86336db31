/**
 * How steep least squares can be: an upper bound of the largest eigenvalue of (1/n) Σ uᵢuᵢᵀ, u = z or (z, 1), that
 * costs little where there are many columns.
 *
 * Columns are taken in groups, and only the second moments within a group are summed: for a positive semidefinite
 * matrix the largest eigenvalue is at most the sum of those of the blocks on its diagonal. A block's own is at most
 * (tr G¹⁶)^(1/16), which is at most 1.2 times too large for 17 columns.
 */

import type { ColumnKernels } from '../kernels/column-kernels.js';
import type { JobModel } from './job.js';

const groupColumns = 16;
/** Rounding in the sums is far below this. */
const margin = 1 + 1e-9;

export interface GramShape {
  readonly features: number;
  readonly intercept: boolean;
}

/** Of a model on so many features. */
export function gramShapeOf({ curvature }: JobModel, features: number): GramShape {
  return { features, intercept: curvature?.intercept === true };
}

/** First column and number of columns of each group; the 1 of the intercept is one column more, behind the last. */
function groups({ features, intercept }: GramShape): { from: number; count: number }[] {
  const columns = features + Number(intercept);
  const all: { from: number; count: number }[] = [];
  for (let from = 0; from < columns; from += groupColumns) {
    all.push({ from, count: Math.min(groupColumns, columns - from) });
  }
  return all;
}

/** Numbers of the sums: the upper triangle of each group. */
export function gramLength(shape: GramShape): number {
  return groups(shape).reduce((sum, { count }) => sum + (count * (count + 1)) / 2, 0);
}

/** Adds Σ uᵢuⱼ of `rows` rows, the first of them row `first` of xs, to `sums` at `at`. */
export function addGram(
  columns: ColumnKernels,
  xs: Float64Array,
  first: number,
  rows: number,
  shape: GramShape,
  sums: Float64Array,
  at: number,
): void {
  const { features } = shape;
  let to = at;
  for (const { from, count } of groups(shape)) {
    const inside = Math.min(count, features - from);
    columns.addProducts(xs, first, rows, features, from, inside, inside < count, sums, to);
    to += (count * (count + 1)) / 2;
  }
}

/** The bound, from the sums over all rows. */
export function largestEigenvalueBound(sums: Float64Array, rows: number, shape: GramShape): number {
  let bound = 0;
  let at = 0;
  for (const { count } of groups(shape)) {
    const G = Array.from({ length: count }, () => new Float64Array(count));
    for (let i = 0; i < count; i++) {
      for (let j = i; j < count; j++, at++) {
        G[i]![j] = sums[at]! / rows;
        G[j]![i] = G[i]![j]!;
      }
    }
    bound += blockBound(G);
  }
  return bound * margin;
}

/** (tr G¹⁶)^(1/16) by four squarings and four roots, of G over its trace so that nothing leaves the range. */
function blockBound(G: readonly Float64Array[]): number {
  const total = trace(G);
  if (!(total > 0)) return total;
  let power = G.map((row) => row.map((value) => value / total));
  for (let k = 0; k < 4; k++) power = squared(power);
  return total * Math.sqrt(Math.sqrt(Math.sqrt(Math.sqrt(trace(power)))));
}

function trace(G: readonly Float64Array[]): number {
  return G.reduce((sum, row, i) => sum + row[i]!, 0);
}

/** G·G of a symmetric matrix. */
function squared(G: readonly Float64Array[]): Float64Array<ArrayBuffer>[] {
  const product = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, j) => sum + value * b[j]!, 0);
  return G.map((row) => Float64Array.from(G, (other) => product(row, other)));
}
