/**
 * A tile: few rows of a block in the frame, column by column, x̃ exactly as high + low word, so that inner loops run
 * over contiguous numbers that stay in the cache.
 */

/** Rows of a tile. It is the length of the inner chain of sums, and so part of the error bounds (`chain`). */
export const tileRows = 128;

export interface Tile {
  /** [columns × tileRows]: column j at j·tileRows. */
  readonly high: Float64Array;
  readonly low: Float64Array;
}

export function newTile(columns: number): Tile {
  return { high: new Float64Array(columns * tileRows), low: new Float64Array(columns * tileRows) };
}

/** Puts rows [from, from + count) of a block into the tile, the outcome as column d; the unused rest becomes 0. */
export function fillTile(
  tile: Tile,
  x: Float64Array,
  y: Float64Array,
  d: number,
  from: number,
  count: number,
  input: Float64Array,
): void {
  const columns = d + 1;
  for (let j = 0; j < columns; j++) {
    const scale = input[j]!;
    const centre = input[columns + j]!;
    const values = j < d ? x : y;
    const stride = j < d ? d : 1;
    let k = j < d ? from * d + j : from;
    const start = j * tileRows;
    for (let i = start; i < start + count; i++, k += stride) {
      // Knuth's two-sum of the scaled value and −centre.
      const value = values[k]! * scale;
      const s = value - centre;
      const t = s - value;
      tile.high[i] = s;
      tile.low[i] = value - (s - t) - (centre + t);
    }
    tile.high.fill(0, start + count, start + tileRows);
    tile.low.fill(0, start + count, start + tileRows);
  }
}

/** The length of the longest chain of additions behind an element of a partial of all rows. */
export function chain(rows: number, largestBlock: number): number {
  const tiles = Math.ceil(largestBlock / tileRows);
  // The tree has at most log₂(rows) + 1 levels; 64 is more than any.
  return tileRows + tiles + Math.min(64, rows);
}
