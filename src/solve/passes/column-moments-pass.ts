/**
 * Moments of all columns in float64, for standardization: taken of each block as soon as it is decoded. The solver's own
 * first pass (`moments-pass.ts`) loses nothing of small numbers and scales large ones; what it asks for can be answered
 * from these where no number is large.
 */
import { blockMoments, mergeMoments, packMoments, unpackMoments } from '../../data/moments.js';
import type { ColumnKernels } from '../../kernels/column-kernels.js';
import type { Scratch } from '../../kernels/scratch.js';
import type { BlockPass } from './block-pass.js';
import { cleared } from './tiles.js';

export function columnMomentsPass(columns: ColumnKernels, scratch: Scratch): BlockPass {
  return {
    name: 'columnMoments',
    block(x, y, rows, d) {
      if (y !== undefined) throw new Error('moments are taken of rows with their outcome');
      const zeros = (name: string, length: number) => cleared(scratch, name, length);
      return packMoments(blockMoments({ values: x, rows }, d + 1, columns, zeros));
    },
    merge: (left, right) => packMoments(mergeMoments(unpackMoments(left), unpackMoments(right))),
  };
}
