/**
 * Residual and gradient at a point, in double-double on the unrounded centred columns, which is what makes refinement
 * reach beyond float64: r = ỹ − β − Σ vⱼx̃ⱼ.
 *
 * Input after the frame: v [d] and β, high words, then low words. Partial: Σ x̃ⱼr [d], Σ r, Σ r² in double-double.
 */
import { residualsLength } from '../../kernels/tile-kernels.js';
import { addInto } from '../arithmetic/double-double.js';
import type { BlockPass } from './block-pass.js';
import { cleared, forEachTile, placedInput, type Space, taken } from './tiles.js';

export function gradientPass(space: Space): BlockPass {
  const { kernels, scratch } = space;
  return {
    name: 'gradient',
    block(x, y, rows, d, input) {
      const length = 2 * (d + 2);
      const partial = cleared(scratch, 'gradient', length);
      const ofTile = scratch.floats('ofTile', length);
      const residuals = scratch.floats('residuals', residualsLength);
      const placed = placedInput(space, input);
      forEachTile(space, { x, y, rows, d }, placed, (tile, count) => {
        kernels.tileResiduals(tile, d, count, placed, pointIn(d), residuals);
        kernels.tileGradient(tile, d, residuals, ofTile);
        kernels.addDoubles(partial, ofTile, d + 2);
      });
      return taken(partial, length);
    },
    merge: (left, right) => addInto(left, right),
  };
}

/** Where the point stands in the input of the passes that take one: after scales and centres. */
export function pointIn(d: number): number {
  return 2 * (d + 1);
}
