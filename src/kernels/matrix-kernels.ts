/**
 * Products and triangular factors of parts of dense matrices. As for `Kernels` there are two implementations of the same
 * bits: in WebAssembly for arrays in shared memory, and the plain one in test/. Every element has one sum, taken in the
 * order of the inner index from 0.
 */
import { exportsOver } from './kernel-module.js';
import { addressIn } from './memory.js';

/** Part of a matrix: element (i, j) is values[at + i·row + j]. */
export interface MatrixPart {
  readonly values: Float64Array;
  readonly at: number;
  readonly row: number;
}

/** A part that may be read transposed: element (i, l) is values[at + i·row + l·column]. */
export interface FreePart extends MatrixPart {
  readonly column: number;
}

/** Rows, columns, and how many products make an element. */
export interface ProductShape {
  readonly m: number;
  readonly n: number;
  readonly depth: number;
}

export interface MatrixKernels {
  /** C += sign·AB. */
  multiplyAdd(sign: 1 | -1, a: FreePart, b: MatrixPart, c: MatrixPart, shape: ProductShape): void;
  /**
   * C += AB by Dot2, where A and C are double-doubles, high words and `aLows` or `cLows` elements on low words, and C is
   * the running sum: its low words are not made small.
   */
  multiplyAddDoubles(
    a: FreePart,
    aLows: number,
    b: MatrixPart,
    c: MatrixPart,
    cLows: number,
    shape: ProductShape,
  ): void;
  /**
   * R of A = RᵀR, n × n, in place of A's upper triangle, and R⁻¹ in the upper triangle of a matrix of the same rows at the
   * same element. False as soon as a pivot is not above limits[i]; what was written then does not count.
   */
  factorTriangle(r: MatrixPart, inverse: Float64Array, n: number, limits: Float64Array): boolean;
}

const bytes = Float64Array.BYTES_PER_ELEMENT;

/** One for each thread and memory; all arrays are views of it. */
export function wasmMatrices(memory: WebAssembly.Memory): MatrixKernels {
  const wasm = exportsOver(memory);
  const start = ({ values, at }: MatrixPart) => addressIn(memory, values) + at * bytes;
  return {
    multiplyAdd(sign, a, b, c, { m, n, depth }) {
      const free = [start(a), a.row * bytes, a.column * bytes] as const;
      wasm.multiplyAdd(sign, ...free, start(b), b.row * bytes, start(c), c.row * bytes, m, n, depth);
    },
    multiplyAddDoubles(a, aLows, b, c, cLows, { m, n, depth }) {
      const free = [start(a), aLows * bytes, a.row * bytes, a.column * bytes] as const;
      const sum = [start(c), cLows * bytes, c.row * bytes] as const;
      wasm.multiplyAddDoubles(...free, start(b), b.row * bytes, ...sum, m, n, depth);
    },
    factorTriangle(r, inverse, n, limits) {
      const to = addressIn(memory, inverse) + r.at * bytes;
      return wasm.factorTriangle(start(r), to, r.row * bytes, n, addressIn(memory, limits)) === 1;
    },
  };
}
