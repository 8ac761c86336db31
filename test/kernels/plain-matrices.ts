/** The loops over matrices in plain TypeScript: what the WebAssembly kernels are held against, bit by bit. */
import type { MatrixKernels } from '#chainrule/kernels/matrix-kernels.js';
import { twoProduct, twoSum } from '#chainrule/solve/arithmetic/double-double.js';

export const plainMatrices: MatrixKernels = {
  multiplyAdd(sign, a, b, c, { m, n, depth }) {
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j++) {
        let sum = 0;
        for (let l = 0; l < depth; l++) {
          sum += a.values[a.at + i * a.row + l * a.column]! * b.values[b.at + l * b.row + j]!;
        }
        c.values[c.at + i * c.row + j]! += sign * sum;
      }
    }
  },
  multiplyAddDoubles(a, aLows, b, c, cLows, { m, n, depth }) {
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j++) {
        const to = c.at + i * c.row + j;
        let hi = c.values[to]!;
        let lo = c.values[to + cLows]!;
        for (let l = 0; l < depth; l++) {
          const at = a.at + i * a.row + l * a.column;
          const by = b.values[b.at + l * b.row + j]!;
          const [p, e] = twoProduct(a.values[at]!, by);
          const [s, t] = twoSum(hi, p);
          lo += t + (e + a.values[at + aLows]! * by);
          hi = s;
        }
        c.values[to] = hi;
        c.values[to + cLows] = lo;
      }
    }
  },
  factorTriangle({ values: r, at, row }, inverse, n, limits) {
    for (let i = 0; i < n; i++) {
      const start = at + i * row;
      const pivot = r[start + i]!;
      if (!(pivot > limits[i]!)) return false;
      const root = Math.sqrt(pivot);
      for (let j = i; j < n; j++) r[start + j]! /= root;
      for (let l = i + 1; l < n; l++) {
        const factor = r[start + l]!;
        for (let j = l; j < n; j++) r[at + l * row + j]! -= factor * r[start + j]!;
      }
    }
    for (let i = n - 1; i >= 0; i--) {
      const start = at + i * row;
      for (let j = i; j < n; j++) inverse[start + j] = j === i ? 1 : 0;
      for (let l = i + 1; l < n; l++) {
        const factor = r[start + l]!;
        for (let j = l; j < n; j++) inverse[start + j]! -= factor * inverse[at + l * row + j]!;
      }
      for (let j = i; j < n; j++) inverse[start + j]! /= r[start + i]!;
    }
    return true;
  },
};
