/** Sums and sums of squares of every column in the frame, in double-double: Σx̃ [d + 1], then Σx̃² [d + 1]. */

import { addInto } from '../arithmetic/double-double.js';
import type { BlockPass } from './block-pass.js';
import { cleared, forEachTile, placedInput, type Space, taken } from './tiles.js';

export function spreadPass(space: Space): BlockPass {
  const { kernels, scratch } = space;
  return {
    name: 'spread',
    block(x, y, rows, d, input) {
      const columns = d + 1;
      const partial = cleared(scratch, 'spread', 4 * columns);
      const ofTile = scratch.floats('ofTile', 4 * columns);
      forEachTile(space, { x, y, rows, d }, placedInput(space, input), (tile) => {
        kernels.tileSpread(tile, columns, ofTile);
        kernels.addDoubles(partial, ofTile, 2 * columns);
      });
      return taken(partial, 4 * columns);
    },
    merge: (left, right) => addInto(left, right),
  };
}
