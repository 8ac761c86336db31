/**
 * Loops over the columns of row-major rows: sums, centred moments, and the gather of standardized rows. As for
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
   * x[i, j] = (rows[index[i], j] − mean[j]) / scale[j] for j < d, and y[i] = rows[index[i], d], for the `count` entries
   * of `index` from `from` on. Columns beyond d are not read.
   */
  gather(
    rows: Float64Array,
    width: number,
    index: Uint32Array,
    from: number,
    count: number,
    mean: Float64Array,
    scale: Float64Array,
    d: number,
    x: Float64Array,
    y: Float64Array,
  ): void;
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
  gather(rows, width, index, from, count, mean, scale, d, x, y) {
    for (let i = 0; i < count; i++) {
      const row = index[from + i]! * width;
      for (let j = 0; j < d; j++) x[i * d + j] = (rows[row + j]! - mean[j]!) / scale[j]!;
      y[i] = rows[row + d]!;
    }
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
    gather(rows, width, index, from, count, mean, scale, d, x, y) {
      const source = addressOf(memory, rows);
      const list = addressOf(memory, index);
      const means = addressOf(memory, mean);
      const scales = addressOf(memory, scale);
      const toX = addressOf(memory, x);
      const toY = addressOf(memory, y);
      if (Math.min(source, list, means, scales, toX, toY) < 0) {
        plainColumns.gather(rows, width, index, from, count, mean, scale, d, x, y);
      } else wasm.gatherStandardized(source, width, list + from * 4, count, means, scales, d, toX, toY);
    },
  };
}
