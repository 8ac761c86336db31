/**
 * Loops over the columns of row-major rows: sums, centred moments, and standardized rows put in place. As for
 * `Kernels` there are two implementations of the same bits, one for arrays anywhere and one for arrays in shared memory.
 *
 * A column's sum is taken row by row, in the order of the rows; nothing is divided or merged here.
 */
import { addressOf } from './memory.js';
import { exportsOver } from './module.js';

/** What is known of each column about a centre c: Σ(v − c), Σ(v − c)², and the extremes of v. Arrays of [width]. */
export interface Moments {
  readonly sums: Float64Array;
  readonly squares: Float64Array;
  /** Infinity before the first row. */
  readonly minima: Float64Array;
  /** −Infinity before the first row. */
  readonly maxima: Float64Array;
}

export interface Columns {
  /** Adds `count` rows of `width`, from row `first` on, to sums [width]. */
  addSums(rows: Float64Array, first: number, count: number, width: number, sums: Float64Array): void;
  /** Adds `count` rows of `width`, from row `first` on, to the moments about `center` [width]. */
  addMoments(
    rows: Float64Array,
    first: number,
    count: number,
    width: number,
    center: Float64Array,
    moments: Moments,
  ): void;
  /**
   * Adds the products of each pair of columns [from, from + columns) of `count` rows of `width`, from row `first` on, to
   * the upper triangle in `sums` at `at`, row by row; with `one` also of a column of ones behind them.
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

export const plainColumns: Columns = {
  addSums(rows, first, count, width, sums) {
    for (let row = first; row < first + count; row++) {
      for (let j = 0; j < width; j++) sums[j]! += rows[row * width + j]!;
    }
  },
  addMoments(rows, first, count, width, center, { sums, squares, minima, maxima }) {
    for (let row = first; row < first + count; row++) {
      for (let j = 0; j < width; j++) {
        const value = rows[row * width + j]!;
        const v = value - center[j]!;
        sums[j]! += v;
        squares[j]! += v * v;
        if (value < minima[j]!) minima[j] = value;
        if (maxima[j]! < value) maxima[j] = value;
      }
    }
  },
  addProducts(rows, first, count, width, from, columns, one, sums, at) {
    const all = columns + Number(one);
    for (let row = first; row < first + count; row++) {
      const start = row * width + from;
      for (let i = 0, k = at; i < all; i++) {
        const x = i < columns ? rows[start + i]! : 1;
        for (let j = i; j < all; j++, k++) sums[k]! += x * (j < columns ? rows[start + j]! : 1);
      }
    }
  },
  standardizeRows(rows, width, places, from, count, mean, scale, d, x, y) {
    let largest = 0;
    for (let i = 0; i < count; i++) {
      const row = i * width;
      const to = places[from + i]! * d;
      let even = 0;
      let odd = 0;
      let j = 0;
      for (; j + 2 <= d; j += 2) {
        const z = (rows[row + j]! - mean[j]!) / scale[j]!;
        const next = (rows[row + j + 1]! - mean[j + 1]!) / scale[j + 1]!;
        x[to + j] = z;
        x[to + j + 1] = next;
        even += z * z;
        odd += next * next;
      }
      let square = even + odd;
      if (j < d) {
        const z = (rows[row + j]! - mean[j]!) / scale[j]!;
        x[to + j] = z;
        square += z * z;
      }
      if (square > largest) largest = square;
      y[places[from + i]!] = rows[row + d]!;
    }
    return largest;
  },
};

/** One for each thread and memory; arrays elsewhere are taken by the plain twin. */
export function wasmColumns(memory: WebAssembly.Memory): Columns {
  const wasm = exportsOver(memory);
  return {
    addSums(rows, first, count, width, sums) {
      const from = addressOf(memory, rows);
      const to = addressOf(memory, sums);
      if (from < 0 || to < 0) plainColumns.addSums(rows, first, count, width, sums);
      else wasm.columnSums(from + first * width * 8, count, width, to);
    },
    addMoments(rows, first, count, width, center, moments) {
      const from = addressOf(memory, rows);
      const c = addressOf(memory, center);
      const sums = addressOf(memory, moments.sums);
      const squares = addressOf(memory, moments.squares);
      const minima = addressOf(memory, moments.minima);
      const maxima = addressOf(memory, moments.maxima);
      if (Math.min(from, c, sums, squares, minima, maxima) < 0) {
        plainColumns.addMoments(rows, first, count, width, center, moments);
      } else wasm.columnMoments(from + first * width * 8, count, width, c, sums, squares, minima, maxima);
    },
    addProducts(rows, first, count, width, from, columns, one, sums, at) {
      const start = addressOf(memory, rows);
      const to = addressOf(memory, sums);
      if (start < 0 || to < 0) {
        plainColumns.addProducts(rows, first, count, width, from, columns, one, sums, at);
        return;
      }
      const row = start + (first * width + from) * 8;
      wasm.columnProducts(row, count, width * 8, columns, Number(one), to + at * 8);
    },
    standardizeRows(rows, width, places, first, count, mean, scale, d, x, y) {
      const from = addressOf(memory, rows);
      const list = addressOf(memory, places);
      const means = addressOf(memory, mean);
      const scales = addressOf(memory, scale);
      const toX = addressOf(memory, x);
      const toY = addressOf(memory, y);
      if (Math.min(from, list, means, scales, toX, toY) < 0) {
        return plainColumns.standardizeRows(rows, width, places, first, count, mean, scale, d, x, y);
      }
      return wasm.standardizeRows(from, width, list + first * 4, count, means, scales, d, toX, toY);
    },
  };
}
