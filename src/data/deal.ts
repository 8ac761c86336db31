/**
 * Where each row of the file goes in the table.
 *
 * `order: rows` deals the rows of every block of the file out to all blocks of the table, like cards: the block is
 * shuffled, and row by row the next block of the table gets one. The last block, which may be shorter, gets its rows
 * evenly over the whole deal. So each block of the table is a fair sample of the file, even of one that is sorted, and
 * no step needs more than one block of the file at a time.
 *
 * Rows held out for validation are dealt to nobody: they follow all others, in the order of the file.
 */
import { permutation, random } from '../random.js';
import { heldOut } from './holdout.js';
import { checkTableRows } from './table.js';

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
  checkTableRows(deal.rows);
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
  const order = permutation(count, random(seed, 'deal', block));
  const full = Math.floor(rows / blockRows);
  const short = rows % blockRows;
  // Of the first t rows dealt ⌊t · short / rows⌋ went to the short block; the remainder is kept, as it grows exactly.
  const product = BigInt(start) * BigInt(short);
  let dealtShort = Number(product / BigInt(rows));
  let remainder = Number(product % BigInt(rows));
  for (let i = 0; i < count; i++) {
    remainder += short;
    if (remainder >= rows) {
      remainder -= rows;
      places[order[i]!] = full * blockRows + dealtShort++;
      continue;
    }
    const turn = start + i - dealtShort;
    places[order[i]!] = (turn % full) * blockRows + Math.floor(turn / full);
  }
  return places;
}
