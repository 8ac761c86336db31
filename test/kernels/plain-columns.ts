/** The loops over columns in plain TypeScript: what the WebAssembly kernels are held against, bit by bit. */
import type { ColumnKernels } from '#chainrule/kernels/column-kernels.js';

export const plainColumns: ColumnKernels = {
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
