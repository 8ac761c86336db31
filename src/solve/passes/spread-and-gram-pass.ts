/** `spread` and `gram` in one reading of the rows: the partial of the one, then that of the other. */

import { addInto } from '../arithmetic/double-double.js';
import type { BlockPass } from './block-pass.js';
import { addPlain, GramSum, packedLength } from './gram-pass.js';
import { cleared, forEachTile, placedInput, type Space } from './tiles.js';

export function spreadAndGramPass(space: Space): BlockPass {
  const { kernels, scratch } = space;
  return {
    name: 'spreadAndGram',
    block(x, y, rows, d, input) {
      const columns = d + 1;
      const sums = cleared(scratch, 'spread', 4 * columns);
      const ofTile = scratch.floats('ofTile', 4 * columns);
      const gram = new GramSum(space, columns);
      forEachTile(space, { x, y, rows, d }, placedInput(space, input), (tile) => {
        kernels.tileSpread(tile, columns, ofTile);
        kernels.addDoubles(sums, ofTile, 2 * columns);
        gram.add(tile.high);
      });
      const partial = new Float64Array(4 * columns + packedLength(columns));
      partial.set(sums.subarray(0, 4 * columns));
      gram.pack(partial, 4 * columns);
      return partial;
    },
    merge(left, right) {
      const length = spreadLength(left);
      addInto(left.subarray(0, length), right.subarray(0, length));
      return addPlain(left, right, length);
    },
  };
}

/** The two partials apart. */
export function apart(partial: Float64Array): { readonly spread: Float64Array; readonly gram: Float64Array } {
  const length = spreadLength(partial);
  return { spread: partial.subarray(0, length), gram: partial.subarray(length) };
}

/** 4c, where c is the number of columns and the whole is 4c + c(c + 1)/2 long. */
function spreadLength({ length }: Float64Array): number {
  return 4 * Math.round((Math.sqrt(81 + 8 * length) - 9) / 2);
}
