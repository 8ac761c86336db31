/**
 * Loops over the columns of row-major rows: sums, centred moments, and standardized rows written to their slots. As for
 * `Kernels` there are two implementations of the same bits, one for arrays anywhere and one for arrays in shared memory.
 *
 * A column's sum is taken row by row, in the order of the rows; nothing is divided or merged here.
 */

import { exportsOver } from './kernel-module.js';
import { addressIn, type Placed } from './memory.js';

/** What is known of each column about a centre c: Σ(v − c), Σ(v − c)², and the extremes of v. Arrays of [width]. */
export interface MomentSums {
  readonly sums: Float64Array;
  readonly squares: Float64Array;
  /** Infinity before the first row. */
  readonly minima: Float64Array;
  /** −Infinity before the first row. */
  readonly maxima: Float64Array;
}

export interface ColumnKernels {
  /** Adds `count` rows of `width`, from row `first` on, to sums [width]. */
  addSums(rows: Float64Array, first: number, count: number, width: number, sums: Float64Array): void;
  /** Adds `count` rows of `width`, from row `first` on, to the moments about `center` [width]. */
  addMoments(
    rows: Float64Array,
    first: number,
    count: number,
    width: number,
    center: Float64Array,
    moments: MomentSums,
  ): void;
  /**
   * Adds the products of each pair of columns [from, from + columns) of `count` rows of `width`, from row `first` on, to
   * the upper triangle in `sums` at `at`, row by row; with `one` also of a column of ones after them.
   */
  addProducts(
    rows: Float64Array,
    first: number,
    count: number,
    width: number,
    from: number,
    columns: number,
    one: boolean,
    sums: Float64Array,
    at: number,
  ): void;
  /**
   * z[j] = (row[j] − mean[j]) / scale[j] for j < d goes to row places[from + i] of x, and row[d] to y there, for the
   * first `count` rows of `rows`. Returns the largest Σ z² of a row. Columns beyond d are not read.
   */
  standardizeRows(
    rows: Float64Array,
    width: number,
    places: Uint32Array,
    from: number,
    count: number,
    mean: Float64Array,
    scale: Float64Array,
    d: number,
    x: Float64Array,
    y: Float64Array,
  ): number;
}

/** One for each thread and memory; all arrays are views of it. */
export function wasmColumns(memory: WebAssembly.Memory): ColumnKernels {
  const wasm = exportsOver(memory);
  const at = (array: Placed) => addressIn(memory, array);
  return {
    addSums(rows, first, count, width, sums) {
      wasm.columnSums(at(rows) + first * width * 8, count, width, at(sums));
    },
    addMoments(rows, first, count, width, center, { sums, squares, minima, maxima }) {
      const to = [sums, squares, minima, maxima].map(at) as [number, number, number, number];
      wasm.columnMoments(at(rows) + first * width * 8, count, width, at(center), ...to);
    },
    addProducts(rows, first, count, width, from, columns, one, sums, to) {
      const row = at(rows) + (first * width + from) * 8;
      wasm.columnProducts(row, count, width * 8, columns, Number(one), at(sums) + to * 8);
    },
    standardizeRows(rows, width, places, first, count, mean, scale, d, x, y) {
      const list = at(places) + first * 4;
      return wasm.standardizeRows(at(rows), width, list, count, at(mean), at(scale), d, at(x), at(y));
    },
  };
}
