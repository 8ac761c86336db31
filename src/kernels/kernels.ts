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
  /** out [rows] = factor·Σⱼ a·b, row by row of a and b [rows, p]. */
  rowProducts(
    factor: number,
    a: Float64Array,
    b: Float64Array,
    out: Float64Array,
    rows: number,
    p: number,
  ): void;
  /** out [rows, p] = (factor·a)·b, with one a for each row of b [rows, p]. */
  scaleRows(
    factor: number,
    a: Float64Array,
    b: Float64Array,
    out: Float64Array,
    rows: number,
    p: number,
  ): void;
  /** Row r of out [rows, size] = row indices[from + r] of source. */
  gather(
    indices: Uint32Array,
    from: number,
    source: Float64Array,
    out: Float64Array,
    rows: number,
    size: number,
  ): void;
  /** out = a / divisor */
  divide(a: Float64Array, divisor: number, out: Float64Array, count: number): void;
  /** Whether the first `count` numbers are all finite. */
  finite(a: Float64Array, count: number): boolean;
  /** theta −= η·gradient, η element `at` of `stepSizes`; whether theta is finite after it. */
  descend(
    theta: Float64Array,
    gradient: Float64Array,
    stepSizes: Float64Array,
    at: number,
    count: number,
  ): boolean;
  /** mean += c·(theta − mean), c element `at` of `weights`. */
  average(mean: Float64Array, theta: Float64Array, weights: Float64Array, at: number, count: number): void;
  /** The step size and the weight in the average of the next step: see `clock.ts`. */
  tick(clock: Float64Array): void;
  /** Says that an op has done a loop of its own: nothing to do here, but a recorder has to know. */
  ownLoop(): void;
  /** Kernels that write their calls down, to be played again and again; only where there is a faster way to play. */
  recorder?(): Recorder;
}

/** Kernels that do nothing but write down what they are asked for. Questions are answered with yes. */
export interface Recorder extends Kernels {
  /**
   * The calls since the last tape; undefined where some work cannot be played back. Of what the calls write before they
   * read it, only the arrays `kept` have their values after playing.
   */
  tape(kept: readonly Float64Array[]): Tape | undefined;
  /**
   * An array that the calls up to the next tape may read, not write, and that lies where `Tape.move` says: its length is
   * theirs to know, and it shares no number with what the calls write.
   */
  moving(): Float64Array;
}

export interface Tape {
  /**
   * Plays the calls for each of `steps` steps; what `gather` took from `indices` from 0 on, step s takes from
   * s·stride on. Returns the steps played to the end: fewer where `finite` or `descend` said no.
   */
  play(indices: Uint32Array, stride: number, steps: number): number;
  /** From now on the moving array begins at element `from` of `to`; false where kernels do not reach that. */
  move(moving: Float64Array, to: Float64Array, from: number): boolean;
}
