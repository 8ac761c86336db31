/**
 * Products of rows, where all rows are one block: Σ zᵢⱼzₖⱼ over the features from … to for i ≤ k, row by row of the upper
 * triangle [n × n]; `rowGram` in float64, `exactRowGram` in double-double, high words, then low words. See `row-tiles.ts`.
 */
import { tileRows } from '../../kernels/tile-kernels.js';
import type { BlockPass } from './block-pass.js';
import { GramSum, packedLength } from './gram-pass.js';
import { forEachRowTile } from './row-tiles.js';
import { cleared, ofOneBlock, type Space, taken } from './tiles.js';

export function rowGramPass(space: Space): BlockPass {
  return {
    name: 'rowGram',
    block(x, y, rows, d, input) {
      const gram = new GramSum(space, rows);
      forEachRowTile(space, { x, y, rows, d }, input, false, ({ tile }) => gram.add(tile.high));
      const partial = new Float64Array(packedLength(rows));
      gram.pack(partial, 0);
      return partial;
    },
    merge: ofOneBlock,
  };
}

export function exactRowGramPass(space: Space): BlockPass {
  const { kernels, scratch } = space;
  return {
    name: 'exactRowGram',
    block(x, y, rows, d, input) {
      const length = packedLength(rows);
      const partial = cleared(scratch, 'exactGram', 2 * length);
      const ofTile = scratch.floats('ofTile', 2 * length);
      const head = scratch.floats('head', rows * tileRows);
      forEachRowTile(space, { x, y, rows, d }, input, true, ({ tile }) => {
        kernels.tileProducts(tile, rows, head, ofTile);
        kernels.addDoubles(partial, ofTile, length);
      });
      return taken(partial, 2 * length);
    },
    merge: ofOneBlock,
  };
}
