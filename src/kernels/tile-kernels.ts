/**
 * The inner loops of the exact solver, over tiles: few rows of a block, column by column, each number as high + low
 * word, so that loops run over contiguous numbers that stay in the cache. As for `Kernels` there are two
 * implementations of the same bits, one for arrays anywhere and one for arrays in shared memory.
 *
 * Column j of a tile stands at j·tileRows of `high` and of `low`. Flat arrays of double-doubles hold all high words,
 * then all low words. Sums over the rows of a tile are two, over even and over odd rows, which become one at the end;
 * a sum with its low-order terms is Dot2 or Sum2 (T. Ogita, S. M. Rump, S. Oishi, "Accurate sum and dot product", 2005).
 */

/** Rows of a tile. It is the length of the inner chain of sums, and so part of the solver's error bounds. */
export const tileRows = 128;

export interface ColumnTile {
  /** [columns × tileRows]. */
  readonly high: Float64Array;
  readonly low: Float64Array;
}

/** Where `tileResiduals` puts r: high words, low words, and both halves of the high words, [tileRows] each. */
export const residualsLength = 4 * tileRows;

export interface TileKernels {
  /**
   * Puts x·scale − centre, which is exact as two words, of rows [0, count) into columns first … first + columns − 1 of
   * the tile; what is left of its rows becomes 0. Row i of x begins at element at + i·stride. Scales are frame [width],
   * centres the [width] after them, by the tile's columns.
   */
  fillTile(
    tile: ColumnTile,
    first: number,
    columns: number,
    x: Float64Array,
    at: number,
    stride: number,
    count: number,
    frame: Float64Array,
    width: number,
  ): void;
  /**
   * Lowers minima, raises maxima and adds to sums in double-double: totals is [4, columns], minima, maxima, high words,
   * low words. Every column in the order of its rows, and unscaled: a sum beyond float64 becomes infinite or NaN.
   */
  columnTotals(
    x: Float64Array,
    at: number,
    stride: number,
    columns: number,
    count: number,
    totals: Float64Array,
  ): void;
  /**
   * Adds Σ x̃ⱼx̃ₖ of the high words, in float64, to element (j, k) of out [columns, columns]; some of what is below the
   * diagonal too. `columns` is a multiple of four.
   */
  addProducts(high: Float64Array, columns: number, out: Float64Array): void;
  /**
   * Adds ‖Sᵀx̃‖² of each row, of the high words, to out [tileRows]. `columns` is a multiple of four; s holds for each
   * four columns of the upper triangular S their rows down to the diagonal, four numbers each.
   */
  addLeverages(high: Float64Array, columns: number, s: Float64Array, out: Float64Array): void;
  /** Σ x̃ and Σ x̃² of each column, as [2, columns] double-doubles. */
  tileSpread(tile: ColumnTile, columns: number, out: Float64Array): void;
  /** r = ỹ − β − Σ vⱼx̃ⱼ, ỹ being column d, and 0 from row `count` on; v [d] and β are double-doubles at `point`. */
  tileResiduals(
    tile: ColumnTile,
    d: number,
    count: number,
    input: Float64Array,
    point: number,
    residuals: Float64Array,
  ): void;
  /** Σ x̃ⱼr [d], Σ r, Σ r² as d + 2 double-doubles. */
  tileGradient(tile: ColumnTile, d: number, residuals: Float64Array, out: Float64Array): void;
  /** Σ x̃ⱼx̃ₖ for j ≤ k, row by row of the upper triangle, as double-doubles. `head` [columns × tileRows] is used. */
  tileProducts(tile: ColumnTile, columns: number, head: Float64Array, out: Float64Array): void;
  /** left += right, `count` double-doubles. */
  addDoubles(left: Float64Array, right: Float64Array, count: number): void;
}
