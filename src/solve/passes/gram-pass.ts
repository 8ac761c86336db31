/**
 * The Gram matrix of features and outcome in the frame, in float64: Σ x̃ⱼ x̃ₖ for j ≤ k, row by row of the upper
 * triangle. Of x̃ the high words are taken, a relative error of 2⁻⁵³ each.
 */
import { tileRows } from '../../kernels/tile-kernels.js';
import type { BlockPass } from './block-pass.js';
import { cleared, forEachTile, placedInput, type Space } from './tiles.js';

/** Where (j, k), j ≤ k, stands in a packed upper triangle of `columns` rows. */
export function packedIndex(columns: number, j: number, k: number): number {
  return j * columns - (j * (j - 1)) / 2 + (k - j);
}

export function packedLength(columns: number): number {
  return (columns * (columns + 1)) / 2;
}

export function gramPass(space: Space): BlockPass {
  return {
    name: 'gram',
    block(x, y, rows, d, input) {
      const gram = new GramSum(space, d + 1);
      forEachTile(space, { x, y, rows, d }, placedInput(space, input), (tile) => gram.add(tile.high));
      const partial = new Float64Array(packedLength(d + 1));
      gram.pack(partial, 0);
      return partial;
    },
    merge: (left, right) => addPlain(left, right, 0),
  };
}

/** left += right from element `from` on. */
export function addPlain(left: Float64Array, right: Float64Array, from: number): Float64Array {
  for (let k = from; k < left.length; k++) left[k]! += right[k]!;
  return left;
}

/** The Gram matrix of a block as its tiles come, four columns at a time: a tile's spare columns become 0. */
export class GramSum {
  readonly #space: Space;
  readonly #columns: number;
  readonly #width: number;
  readonly #sums: Float64Array;

  constructor(space: Space, columns: number) {
    this.#space = space;
    this.#columns = columns;
    this.#width = 4 * Math.ceil(columns / 4);
    this.#sums = cleared(space.scratch, 'gram', this.#width ** 2);
  }

  add(high: Float64Array): void {
    high.fill(0, this.#columns * tileRows, this.#width * tileRows);
    this.#space.kernels.addProducts(high, this.#width, this.#sums);
  }

  /** Puts the upper triangle, packed, into `out` from element `at` on. */
  pack(out: Float64Array, at: number): void {
    let to = at;
    for (let j = 0; j < this.#columns; j++) {
      const row = j * this.#width;
      for (let k = row + j; k < row + this.#columns; k++) out[to++] = this.#sums[k]!;
    }
  }
}
