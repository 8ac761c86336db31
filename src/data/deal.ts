/**
 * Where each row of the file goes in the table.
 *
 * `order: rows` deals the rows of every block of the file out to all blocks, like cards: block s is shuffled, and the
 * row at place t of all goes to the t mod K-th pile of K. So each block of the table is a fair sample of the file, even
 * of one that is sorted, and no step needs more than one block of the file at a time.
 *
 * Rows held out for validation are dealt to nobody: they follow all others, in the order of the file.
 */
import { permutation, random } from '../random.js';
import { heldOut } from './holdout.js';

export interface Deal {
  readonly rows: number;
  readonly blockRows: number;
  /** Rows stay where they are unless dealt. */
  readonly dealt: boolean;
  readonly seed: number;
}

/** Of one block: which of its rows are held out, and how many rows are not. */
export interface Holdout {
  /** The share of all rows. */
  readonly share: number;
  /** Rows of all blocks that are not held out. */
  readonly kept: number;
  /** Those of the blocks before this one. */
  readonly keptBefore: number;
}

/** For the rows of block `block` of the file, in order: their places in the table. */
export function placesOfBlock(block: number, deal: Deal, holdout?: Holdout): Uint32Array {
  if (holdout === undefined) return dealtPlaces(block, deal);
  const { rows, blockRows, seed } = deal;
  const start = block * blockRows;
  const held = heldOut(seed, holdout.share);
  const places = new Uint32Array(Math.min(blockRows, rows - start));
  let rank = holdout.keptBefore;
  let dealtBlock = -1;
  let dealt = new Uint32Array(0);
  for (let i = 0; i < places.length; i++) {
    if (held(start + i)) {
      places[i] = holdout.kept + (start + i - rank);
      continue;
    }
    // The rows kept are dealt as if there were no others.
    if (Math.floor(rank / blockRows) !== dealtBlock) {
      dealtBlock = Math.floor(rank / blockRows);
      dealt = dealtPlaces(dealtBlock, { ...deal, rows: holdout.kept });
    }
    places[i] = dealt[rank % blockRows]!;
    rank++;
  }
  return places;
}

function dealtPlaces(block: number, { rows, blockRows, dealt, seed }: Deal): Uint32Array<ArrayBuffer> {
  const start = block * blockRows;
  const count = Math.min(blockRows, rows - start);
  const places = new Uint32Array(count);
  if (!dealt) {
    for (let i = 0; i < count; i++) places[i] = start + i;
    return places;
  }
  const piles = Math.ceil(rows / blockRows);
  const perPile = Math.floor(rows / piles);
  const larger = rows % piles;
  const order = permutation(count, random(seed, 'deal', block));
  for (let i = 0; i < count; i++) {
    const turn = start + i;
    const pile = turn % piles;
    places[order[i]!] = pile * perPile + Math.min(pile, larger) + Math.floor(turn / piles);
  }
  return places;
}
