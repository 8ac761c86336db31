/**
 * ‖Sᵀzⱼ‖² of each feature j from … to, where all rows are one block, zⱼ being its numbers in `row-tiles.ts`.
 *
 * Input after that of the tiles: S [n × n]. Partial: [to − from].
 */
import { tileRows } from '../../kernels/tile-kernels.js';
import type { BlockPass } from './block-pass.js';
import { afterRowTiles, forEachRowTile } from './row-tiles.js';
import { cleared, ofOneBlock, type Space } from './tiles.js';

export function leveragePass(space: Space): BlockPass {
  const { matrices, scratch } = space;
  return {
    name: 'leverage',
    block(x, y, rows, d, input) {
      const start = afterRowTiles(d);
      const from = input[start - 2]!;
      const partial = new Float64Array(input[start - 1]! - from);
      const s = scratch.floats('inverse', rows * rows);
      s.set(input.subarray(start));
      forEachRowTile(space, { x, y, rows, d }, input, false, ({ tile, first, count }) => {
        const product = cleared(scratch, 'product', rows * tileRows);
        const z = { values: tile.high, at: 0, row: tileRows };
        const to = { values: product, at: 0, row: tileRows };
        const shape = { m: rows, n: count, depth: rows };
        matrices.multiplyAdd(1, { values: s, at: 0, row: 1, column: rows }, z, to, shape);
        for (let i = 0; i < rows; i++)
          for (let l = 0; l < count; l++) partial[first - from + l]! += product[i * tileRows + l]! ** 2;
      });
      return partial;
    },
    merge: ofOneBlock,
  };
}
