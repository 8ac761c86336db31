/**
 * The Gram matrix of features and outcome in the frame, in double-double: for columns so close to dependent that
 * float64 products do not show how close. About ten times the work of `gram`.
 *
 * Partial: the packed upper triangle of high words, then of low words.
 */
import { tileRows } from '../../kernels/tile-kernels.js';
import { addInto } from '../arithmetic/double-double.js';
import type { BlockPass } from './block-pass.js';
import { packedLength } from './gram-pass.js';
import { cleared, forEachTile, placedInput, type Space, taken } from './tiles.js';

export function exactGramPass(space: Space): BlockPass {
  const { kernels, scratch } = space;
  return {
    name: 'exactGram',
    block(x, y, rows, d, input) {
      const columns = d + 1;
      const length = packedLength(columns);
      const partial = cleared(scratch, 'exactGram', 2 * length);
      const ofTile = scratch.floats('ofTile', 2 * length);
      const head = scratch.floats('head', columns * tileRows);
      forEachTile(space, { x, y, rows, d }, placedInput(space, input), (tile) => {
        kernels.tileProducts(tile, columns, head, ofTile);
        kernels.addDoubles(partial, ofTile, length);
      });
      return taken(partial, 2 * length);
    },
    merge: (left, right) => addInto(left, right),
  };
}
