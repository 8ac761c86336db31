/**
 * The order in which an epoch visits the rows of the table, from (seed, epoch) alone: any thread knows any part of it.
 *
 * An epoch is a list of windows, each a list of rows of at most `blockRows`; minibatches run on across their borders.
 *
 * The block that may be shorter than the others is the last window of every epoch, so all windows begin at multiples of
 * `blockRows`. A shard of a minibatch whose first position is a multiple of `shardRows` then lies in one block: whoever
 * has the block's rows can compute it alone. The price: order `blocks` visits the last rows of a file at the end of every
 * epoch; with `rows` the short block is a sample of the whole file like any other.
 */
import type { Permute } from '../kernels/permute.js';
import { random, randomState } from '../random.js';

/** rows and blocks differ in how the table was filled: see `data/deal.ts`. */
export type Order = 'rows' | 'blocks' | 'file' | 'replacement';

export interface EpochOrderOptions {
  readonly rows: number;
  readonly blockRows: number;
  readonly order: Order;
  readonly seed: number;
}

/** A part of an epoch: `rows` are visited at positions `start`, `start + 1`, … */
export interface Window {
  readonly start: number;
  readonly rows: Uint32Array;
  /** Where they are the rows [from, to) of the table, each once: these. */
  readonly block?: { readonly from: number; readonly to: number };
}

export class EpochOrder {
  readonly #options: EpochOrderOptions;
  readonly #permute: Permute;
  readonly #windows: number;
  #epoch = -1;
  #blocks: Uint32Array = new Uint32Array(0);
  #held: Window & { index: number } = { index: -1, start: 0, rows: new Uint32Array(0) };

  constructor(options: EpochOrderOptions, permute: Permute) {
    if (options.rows > 2 ** 32)
      throw new RangeError(`row numbers have 32 bits: there are ${options.rows} rows`);
    this.#options = options;
    this.#permute = permute;
    this.#windows = Math.ceil(options.rows / options.blockRows);
  }

  /** The window with this position of the epoch in it; kept until another is asked for. */
  window(epoch: number, position: number): Window {
    if (epoch !== this.#epoch) this.#begin(epoch);
    const { start, rows, index } = this.#held;
    if (index >= 0 && position >= start && position < start + rows.length) return this.#held;
    const { blockRows } = this.#options;
    const wanted = Math.floor(position / blockRows);
    this.#held = { index: wanted, start: wanted * blockRows, ...this.#rowsOf(wanted) };
    return this.#held;
  }

  /** Writes the rows at positions [from, to) of the epoch to `out`, from 0 on. */
  fill(epoch: number, from: number, to: number, out: Uint32Array): void {
    for (let position = from; position < to; ) {
      const { start, rows } = this.window(epoch, position);
      const until = Math.min(to, start + rows.length);
      out.set(rows.subarray(position - start, until - start), position - from);
      position = until;
    }
  }

  #begin(epoch: number): void {
    const { rows, blockRows, order, seed } = this.#options;
    this.#epoch = epoch;
    this.#held = { ...this.#held, index: -1 };
    this.#blocks = drawn(this.#windows, (k) => k);
    const full = Math.floor(rows / blockRows);
    const shuffled = order === 'rows' || order === 'blocks';
    if (shuffled && full > 1) this.#blocks.set(this.#permute(randomState(seed, 'blocks', epoch), full, 0));
  }

  #rowsOf(index: number): Pick<Window, 'rows' | 'block'> {
    const { rows, blockRows, order, seed } = this.#options;
    const number = this.#blocks[index]!;
    const from = number * blockRows;
    const count = Math.min(blockRows, rows - from);
    if (order === 'replacement') {
      const source = random(seed, 'rows', this.#epoch, number);
      return { rows: drawn(count, () => source.below(rows)) };
    }
    const block = { from, to: from + count };
    if (order === 'file') return { rows: drawn(count, (i) => from + i), block };
    return { rows: this.#permute(randomState(seed, 'rows', this.#epoch, number), count, from), block };
  }
}

function drawn(count: number, draw: (i: number) => number): Uint32Array {
  const numbers = new Uint32Array(count);
  for (let i = 0; i < count; i++) numbers[i] = draw(i);
  return numbers;
}
