/** The kernels in plain TypeScript: what the WebAssembly kernels are held against, bit by bit, and their fallback. */
import { runPlain } from '../expression/run-code.js';
import type { Kernels } from './kernels.js';

/** Σ M[m + j]·x[at + j] over j < p. */
function dot(M: Float64Array, m: number, x: Float64Array, at: number, p: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let j = 0;
  for (; j + 4 <= p; j += 4) {
    s0 += M[m + j]! * x[at + j]!;
    s1 += M[m + j + 1]! * x[at + j + 1]!;
    s2 += M[m + j + 2]! * x[at + j + 2]!;
    s3 += M[m + j + 3]! * x[at + j + 3]!;
  }
  if (j + 2 <= p) {
    s0 += M[m + j]! * x[at + j]!;
    s1 += M[m + j + 1]! * x[at + j + 1]!;
    j += 2;
  }
  const sum = s0 + s2 + (s1 + s3);
  return j < p ? sum + M[m + j]! * x[at + j]! : sum;
}

/** Adds Σ over rows of dOut[row, k]·x[row] to row k of d. */
function addProducts(
  dOut: Float64Array,
  x: Float64Array,
  at: number,
  d: Float64Array,
  rows: number,
  n: number,
  p: number,
): void {
  let row = 0;
  for (; row + 4 <= rows; row += 4) {
    for (let k = 0; k < n; k++) {
      const g0 = dOut[row * n + k]!;
      const g1 = dOut[row * n + n + k]!;
      const g2 = dOut[row * n + 2 * n + k]!;
      const g3 = dOut[row * n + 3 * n + k]!;
      const from = at + row * p;
      for (let j = 0; j < p; j++) {
        const a = g0 * x[from + j]! + g1 * x[from + p + j]!;
        const b = g2 * x[from + 2 * p + j]! + g3 * x[from + 3 * p + j]!;
        d[k * p + j]! += a + b;
      }
    }
  }
  for (; row < rows; row++) {
    for (let k = 0; k < n; k++) {
      const g = dOut[row * n + k]!;
      for (let j = 0; j < p; j++) d[k * p + j]! += g * x[at + row * p + j]!;
    }
  }
}

function sumRows(a: Float64Array, out: Float64Array, rows: number, size: number): void {
  out.fill(0, 0, size);
  let row = 0;
  for (; row + 4 <= rows; row += 4) {
    const from = row * size;
    for (let j = 0; j < size; j++) {
      const first = a[from + j]! + a[from + size + j]!;
      out[j]! += first + (a[from + 2 * size + j]! + a[from + 3 * size + j]!);
    }
  }
  for (; row < rows; row++) for (let j = 0; j < size; j++) out[j]! += a[row * size + j]!;
}

export const plainKernels: Kernels<Float64Array> = {
  affineForward(M, x, at, c, out, rows, n, p) {
    for (let row = 0; row < rows; row++) {
      for (let k = 0; k < n; k++) {
        const sum = dot(M, k * p, x, at + row * p, p);
        out[row * n + k] = c === undefined ? sum : sum + c[k]!;
      }
    }
  },
  affineBackward(dOut, M, x, at, dM, dx, dc, rows, n, p) {
    if (dM) {
      dM.fill(0, 0, n * p);
      addProducts(dOut, x, at, dM, rows, n, p);
    }
    if (dx) {
      for (let row = 0; row < rows; row++) {
        for (let k = 0; k < n; k++) {
          const g = dOut[row * n + k]!;
          for (let j = 0; j < p; j++) {
            const product = g * M[k * p + j]!;
            dx[row * p + j] = k === 0 ? product : dx[row * p + j]! + product;
          }
        }
      }
    }
    if (dc) sumRows(dOut, dc, rows, n);
  },
  map: runPlain,
  copy(a, at, out, count) {
    if (count > 64) out.set(a.subarray(at, at + count));
    else for (let i = 0; i < count; i++) out[i] = a[at + i]!;
  },
  spread(source, out, rows, size) {
    if (size === 1) out.fill(source[0]!, 0, rows);
    else for (let i = 0; i < rows * size; i++) out[i] = source[i % size]!;
  },
  sumRows,
  rowProducts(factor, a, b, out, rows, p) {
    for (let row = 0; row < rows; row++) out[row] = factor * dot(a, row * p, b, row * p, p);
  },
  scaleRows(factor, a, b, out, rows, p) {
    for (let row = 0; row < rows; row++) {
      const slope = factor * a[row]!;
      for (let j = row * p; j < (row + 1) * p; j++) out[j] = slope * b[j]!;
    }
  },
  repeatRows(a, out, rows, n, p) {
    for (let row = 0; row < rows * n; row++)
      for (let j = 0; j < p; j++) out[row * p + j] = a[Math.floor(row / n) * p + j]!;
  },
  sumGroups(a, out, rows, n, p) {
    for (let row = 0; row < rows; row++) {
      for (let j = 0; j < p; j++) {
        let sum = 0;
        for (let k = 0; k < n; k++) sum += a[(row * n + k) * p + j]!;
        out[row * p + j] = sum;
      }
    }
  },
  maxGroups(a, out, rows, n, p) {
    for (let row = 0; row < rows; row++) {
      for (let j = 0; j < p; j++) {
        let largest = a[row * n * p + j]!;
        for (let k = 1; k < n; k++) largest = Math.max(largest, a[(row * n + k) * p + j]!);
        out[row * p + j] = largest;
      }
    }
  },
  copyColumns(a, from, aSize, out, to, outSize, rows, size) {
    for (let row = 0; row < rows; row++)
      for (let j = 0; j < size; j++) out[row * outSize + to + j] = a[row * aSize + from + j]!;
  },
  gather(indices, from, source, out, rows, size) {
    for (let row = 0; row < rows; row++) {
      const at = indices[from + row]! * size;
      for (let j = 0; j < size; j++) out[row * size + j] = source[at + j]!;
    }
  },
  finite(a, count) {
    for (let i = 0; i < count; i++) if (!Number.isFinite(a[i])) return false;
    return true;
  },
};
