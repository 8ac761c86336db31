/**
 * Residuals of a point, one for each row, where all rows are one block: r = ỹ − β − Σ vⱼx̃ⱼ in double-double, or without ỹ.
 *
 * Input after the frame: v [d] and β, high words, then low words; 1 with the outcome, 0 without. Partial: r [n], high words,
 * then low words.
 */
import { residualsLength, tileRows } from '../../kernels/tile-kernels.js';
import type { BlockPass } from './block-pass.js';
import { pointIn } from './gradient-pass.js';
import { forEachTile, ofOneBlock, placedInput, type Space } from './tiles.js';

export function residualsPass(space: Space): BlockPass {
  const { kernels, scratch } = space;
  return {
    name: 'residuals',
    block(x, y, rows, d, input) {
      const partial = new Float64Array(2 * rows);
      const residuals = scratch.floats('residuals', residualsLength);
      const placed = placedInput(space, input);
      const withOutcome = input[pointIn(d) + 2 * (d + 1)] === 1;
      let at = 0;
      forEachTile(space, { x, y, rows, d }, placed, (tile, count) => {
        if (!withOutcome) {
          const start = d * tileRows;
          tile.high.fill(0, start, start + tileRows);
          tile.low.fill(0, start, start + tileRows);
        }
        kernels.tileResiduals(tile, d, count, placed, pointIn(d), residuals);
        partial.set(residuals.subarray(0, count), at);
        partial.set(residuals.subarray(tileRows, tileRows + count), rows + at);
        at += count;
      });
      return partial;
    },
    merge: ofOneBlock,
  };
}
