/** Standardizes the rows of a block of the file and puts each where it belongs in the table. */
import { type Deal, type Holdout, placesOfBlock } from './deal.js';
import { blockMoments, type Moments, type Piece } from './moments.js';
import type { Standardization } from './standardization.js';
import type { Table } from './table.js';

export interface BlockDeal extends Deal {
  /** Where rows are held out. */
  readonly holdout?: Holdout | undefined;
}

export interface ArrangedBlock {
  /** The largest ‖z‖² among the rows, for step sizes. */
  readonly largestSquare: number;
  /** Where some rows are held out: moments of y over the others, if there are any. */
  readonly outcome?: Moments | undefined;
}

export function arrangeBlock(
  pieces: readonly Piece[],
  block: number,
  deal: BlockDeal,
  { mean, scale }: Pick<Standardization, 'mean' | 'scale'>,
  { xs, ys, features }: Table,
): ArrangedBlock {
  const places = placesOfBlock(block, deal, deal.holdout);
  const { holdout } = deal;
  const outcomes = new Float64Array(holdout === undefined ? 0 : places.length);
  let kept = 0;
  let largest = 0;
  let row = 0;
  for (const { values, rows } of pieces) {
    for (let i = 0, k = 0; k < rows; k++, row++) {
      const place = places[row]!;
      const at = place * features;
      let square = 0;
      for (let j = 0; j < features; j++) {
        const z = (values[i++]! - mean[j]!) / scale[j]!;
        xs[at + j] = z;
        square += z * z;
      }
      ys[place] = values[i++]!;
      if (holdout !== undefined && place < holdout.kept) outcomes[kept++] = ys[place]!;
      if (square > largest) largest = square;
    }
  }
  if (kept === 0) return { largestSquare: largest };
  return { largestSquare: largest, outcome: blockMoments([{ values: outcomes, rows: kept }], 1) };
}
