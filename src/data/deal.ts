/**
 * Where each row of the file goes in the table.
 *
 * `order: rows` deals the rows of every block of the file out to all blocks, like cards: block s is shuffled, and the
 * row at place t of all goes to the t mod K-th pile of K. So each block of the table is a fair sample of the file, even
 * of one that is sorted, and no step needs more than one block of the file at a time.
 */
import { permutation, random } from '../random.js';

export interface Deal {
  readonly rows: number;
  readonly blockRows: number;
  /** Rows stay where they are unless dealt. */
  readonly dealt: boolean;
  readonly seed: number;
}

/** For the rows of block `block` of the file, in order: their places in the table. */
export function placesOfBlock(block: number, { rows, blockRows, dealt, seed }: Deal): Uint32Array {
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
