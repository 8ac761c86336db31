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
export interface Kernels {
  /** out = Mx + c for each row x [p]; M [n, p] and c [n] are shared by all rows, which begin at element `at` of x. */
  affineForward(
    M: Float64Array,
    x: Float64Array,
    at: number,
    c: Float64Array | undefined,
    out: Float64Array,
    rows: number,
    n: number,
    p: number,
  ): void;
  /** Σ over rows of ∂J/∂M and ∂J/∂c, and ∂J/∂x row by row from element 0 on; what is undefined is not wanted. */
  affineBackward(
    dOut: Float64Array,
    M: Float64Array,
    x: Float64Array,
    at: number,
    dM: Float64Array | undefined,
    dx: Float64Array | undefined,
    dc: Float64Array | undefined,
    rows: number,
    n: number,
    p: number,
  ): void;
  /** out = a + b */
  add(a: Float64Array, b: Float64Array, out: Float64Array, count: number): void;
  /** out = a − b */
  subtract(a: Float64Array, b: Float64Array, out: Float64Array, count: number): void;
  /** out = a·b */
  multiply(a: Float64Array, b: Float64Array, out: Float64Array, count: number): void;
  /** out = factor·a */
  scale(factor: number, a: Float64Array, out: Float64Array, count: number): void;
  /** out = (factor·a)·b */
  scaledProduct(factor: number, a: Float64Array, b: Float64Array, out: Float64Array, count: number): void;
  /** out = a, from element `at` of a on */
  copy(a: Float64Array, at: number, out: Float64Array, count: number): void;
  /** Every row of out [rows, size] = source [size]. */
  spread(source: Float64Array, out: Float64Array, rows: number, size: number): void;
  /** out [size] = Σ over the rows of a [rows, size]. */
  sumRows(a: Float64Array, out: Float64Array, rows: number, size: number): void;
}
