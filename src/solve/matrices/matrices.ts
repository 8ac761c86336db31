/**
 * Work on dense matrices that is cut into tasks for all workers. Matrices are k × k, row-major; a task works on tiles of
 * `tileSize` rows and columns, and no two tasks that run at the same time write to the same numbers. Every number has one
 * order of summation, whichever worker computes it and however the work is cut.
 */

/** Rows and columns of a tile. It fixes the order of sums; a tile and some rows of another fit in a core's first cache. */
export const tileSize = 64;

interface On<Matrix> {
  readonly on: readonly [Matrix, Matrix];
  readonly k: number;
  /** Columns [from, to) of one tile; `factorRow`: of several. */
  readonly from: number;
  readonly to: number;
}

/** On [R, S]: a diagonal tile of R, and its inverse in S. The answer is 1, or 0 where a pivot is not above `smallest` of its diagonal element. */
interface FactorTile<Matrix> extends On<Matrix> {
  readonly op: 'factorTile';
  readonly smallest: number;
}

/** On [R, S]: tiles of R right of its diagonal tile at `row`, which is there. */
interface FactorRow<Matrix> extends On<Matrix> {
  readonly op: 'factorRow';
  readonly row: number;
}

/** On [R, S]: columns of S = R⁻¹ above its diagonal tiles, which are there. */
interface InvertColumns<Matrix> extends On<Matrix> {
  readonly op: 'invertColumns';
}

/**
 * On [S, A]: the part of Σ (SᵀAS − I)² that these columns of upper tiles have, tiles off the diagonal counting twice. In
 * double-double where A has its low words behind its high ones, in float64 otherwise.
 */
interface Distance<Matrix> extends On<Matrix> {
  readonly op: 'distance';
}

/** A matrix is an array, or where it lies in shared memory. */
export type MatrixTask<Matrix = Float64Array> =
  | FactorTile<Matrix>
  | FactorRow<Matrix>
  | InvertColumns<Matrix>
  | Distance<Matrix>;

export interface Matrices {
  /** How many tasks run at the same time. */
  readonly workers: number;
  /** An array of zeros that tasks can work on. */
  allocate(length: number): Float64Array;
  run(task: MatrixTask): Promise<number>;
}

/** Columns of one tile. */
export interface TileColumns {
  readonly from: number;
  readonly to: number;
}

/** k columns cut at tiles, and further into runs of at most `most`; the last ones, which are the most work, first. */
export function tilesOf(k: number, most = tileSize): TileColumns[] {
  const tiles: TileColumns[] = [];
  for (let tile = 0; tile < k; tile += tileSize) {
    const end = Math.min(tile + tileSize, k);
    for (let from = tile; from < end; from += most) tiles.push({ from, to: Math.min(from + most, end) });
  }
  return tiles.reverse();
}
