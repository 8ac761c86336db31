import type { Code } from '../expression/code.js';

/** An array of float64 numbers that only kernels look into: what works with these does nothing by itself. */
export type Vector = Pick<Float64Array, 'length'>;

/**
 * The hot loops of a tile. There are two implementations with the same bits: `plainKernels`, the reference, for arrays
 * anywhere, and `wasmKernels`, for arrays in shared memory.
 *
 * Arrays hold float64 numbers, row by row. Results do not overlap inputs, but for the element-by-element kernels, whose
 * `out` may be an input. Lengths are the caller's duty: nothing is checked here.
 *
 * Orders of sums. A dot product: four sums over the columns j ≡ 0, 1, 2, 3 (mod 4), a remaining pair into the first
 * two, then (s₀ + s₂) + (s₁ + s₃), then the last odd column. A sum over rows: from 0, four rows at a time as
 * (g₀ + g₁) + (g₂ + g₃), then the remaining rows one by one. No multiplication is fused with an addition.
 */
export interface Kernels<V extends Vector = Vector> {
  /** out = Mx + c for each row x [p]; M [n, p] and c [n] are shared by all rows, which begin at element `at` of x. */
  affineForward(M: V, x: V, at: number, c: V | undefined, out: V, rows: number, n: number, p: number): void;
  /** Σ over rows of ∂J/∂M and ∂J/∂c, and ∂J/∂x row by row from element 0 on; what is undefined is not wanted. */
  affineBackward(
    dOut: V,
    M: V,
    x: V,
    at: number,
    dM: V | undefined,
    dx: V | undefined,
    dc: V | undefined,
    rows: number,
    n: number,
    p: number,
  ): void;
  /**
   * Runs the code of expressions on `count` elements. Inputs that follow in `shared` have one number for all elements. An
   * output may be one of the other inputs, else they are apart.
   */
  map(code: Code, inputs: readonly V[], outputs: readonly V[], count: number, shared?: readonly V[]): void;
  /** out = a, from element `at` of a on */
  copy(a: V, at: number, out: V, count: number): void;
  /** Every row of out [rows, size] = source [size]. */
  spread(source: V, out: V, rows: number, size: number): void;
  /** out [size] = Σ over the rows of a [rows, size]. */
  sumRows(a: V, out: V, rows: number, size: number): void;
  /** out [rows] = factor·Σⱼ a·b, row by row of a and b [rows, p]. */
  rowProducts(factor: number, a: V, b: V, out: V, rows: number, p: number): void;
  /** out [rows, p] = (factor·a)·b, with one a for each row of b [rows, p]. */
  scaleRows(factor: number, a: V, b: V, out: V, rows: number, p: number): void;
  /** out [rows, n, p] = each row of a [rows, p], n times. */
  repeatRows(a: V, out: V, rows: number, n: number, p: number): void;
  /** out [rows, p] = Σ over the n of a [rows, n, p], one after the other. */
  sumGroups(a: V, out: V, rows: number, n: number, p: number): void;
  /** out [rows, p] = the largest of the n of a [rows, n, p]; NaN where one is NaN. */
  maxGroups(a: V, out: V, rows: number, n: number, p: number): void;
  /** Elements to … to + size − 1 of each row of out [rows, outSize] = elements from … of each row of a [rows, aSize]. */
  copyColumns(
    a: V,
    from: number,
    aSize: number,
    out: V,
    to: number,
    outSize: number,
    rows: number,
    size: number,
  ): void;
  /** Row r of out [rows, size] = row indices[from + r] of source. */
  gather(indices: Uint32Array, from: number, source: V, out: V, rows: number, size: number): void;
  /** Whether the first `count` numbers are all finite. */
  finite(a: V, count: number): boolean;
  /** Kernels that write their calls down, to be played again and again; only where there is a faster way to play. */
  recorder?(): Recorder;
}

/** Kernels that do nothing but write down what they are asked for. Questions are answered with yes. */
export interface Recorder<V extends Vector = Vector> extends Kernels<V> {
  /**
   * The calls since the last trace; undefined where an array lies elsewhere. Of what the calls write before they
   * read it, only the arrays `kept` have their values after playing.
   */
  trace(kept: readonly V[]): Trace | undefined;
  /**
   * An array that the calls up to the next trace may read, not write, and that lies where `Trace.move` says: its length is
   * theirs to know, and it shares no number with what the calls write.
   */
  moving(): Float64Array;
}

export interface Trace {
  /**
   * Plays the calls for each of `steps` steps; what `gather` took from `indices` from 0 on, step s takes from
   * from + s·stride on. Returns the steps played to the end: fewer where `finite` said no.
   */
  play(indices: Uint32Array, from: number, stride: number, steps: number): number;
  /** From now on the moving array begins at element `from` of `to`; false where kernels do not reach that. */
  move(moving: Float64Array, to: Float64Array, from: number): boolean;
}
