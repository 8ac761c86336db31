/**
 * A combination of the rows, where all rows are one block: Σ aᵢx̃ᵢ in double-double.
 *
 * Input after the frame: a [n], high words, then low words. Partial: as of `gradient`, with a in place of the residuals.
 */
import { residualsLength, tileRows } from '../../kernels/tile-kernels.js';
import type { BlockPass } from './block-pass.js';
import { cleared, forEachTile, ofOneBlock, placedInput, type Space, taken } from './tiles.js';

/** 2²⁷ + 1, which splits a float64 in two halves of 26 bits. */
const splitter = 134217729;

export function combinationPass(space: Space): BlockPass {
  const { kernels, scratch } = space;
  return {
    name: 'combination',
    block(x, y, rows, d, input) {
      const length = 2 * (d + 2);
      const partial = cleared(scratch, 'gradient', length);
      const ofTile = scratch.floats('ofTile', length);
      const coefficients = scratch.floats('residuals', residualsLength);
      const start = 2 * (d + 1);
      let at = 0;
      forEachTile(space, { x, y, rows, d }, placedInput(space, input), (tile, count) => {
        coefficients.fill(0);
        for (let i = 0; i < count; i++) {
          const high = input[start + at + i]!;
          const c = splitter * high;
          const head = c - (c - high);
          coefficients[i] = high;
          coefficients[tileRows + i] = input[start + rows + at + i]!;
          coefficients[2 * tileRows + i] = head;
          coefficients[3 * tileRows + i] = high - head;
        }
        kernels.tileGradient(tile, d, coefficients, ofTile);
        kernels.addDoubles(partial, ofTile, d + 2);
        at += count;
      });
      return taken(partial, length);
    },
    merge: ofOneBlock,
  };
}
