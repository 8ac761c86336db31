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
import { heldOut, trainingRows, trainingRowsBefore } from './holdout.js';
import { checkTableRows } from './table.js';

export interface Deal {
  readonly rows: number;
  readonly blockRows: number;
  /** Rows stay where they are unless dealt. */
  readonly dealt: boolean;
  readonly seed: number;
  /** The fraction of rows held out for validation, if any. */
  readonly validation?: number | undefined;
}

/** For the rows of block `block` of the file, in order: their places in the table. */
export function placesOfBlock(block: number, deal: Deal): Uint32Array {
  checkTableRows(deal.rows);
  if (deal.validation === undefined) return dealtPlaces(block, deal);
  const { blockRows } = deal;
  const start = block * blockRows;
  const holdout = { ...deal, block, fraction: deal.validation };
  const held = heldOut(holdout);
  const training = trainingRows(holdout);
  const places = new Uint32Array(held.length);
  let rank = trainingRowsBefore(block, holdout);
  let dealtBlock = -1;
  let dealt = new Uint32Array(0);
  for (let i = 0; i < places.length; i++) {
    if (held[i] === 1) {
      places[i] = training + (start + i - rank);
      continue;
    }
    // The others are dealt as if there were no more.
    if (Math.floor(rank / blockRows) !== dealtBlock) {
      dealtBlock = Math.floor(rank / blockRows);
      dealt = dealtPlaces(dealtBlock, { ...deal, rows: training });
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
