/**
 * A pass: work over all rows that is done block by block and merged in a fixed tree over block numbers, so that its
 * bits are the same for any number of workers and any order of arrival.
 *
 * A block is x [rows × d] row-major and y [rows], raw float64; without y, x is [rows × (d + 1)] with the outcome at the
 * end of each row. Inputs and partials are flat float64, fit for threads.
 */
import type { Matrices } from '../matrices/matrices.js';

/** Pure: the same block and input give the same partial, wherever it runs. A partial has O(d²) numbers at most. */
export interface BlockPass {
  readonly name: string;
  block(
    x: Float64Array,
    y: Float64Array | undefined,
    rows: number,
    d: number,
    input: Float64Array,
  ): Float64Array;
  /** Of two neighbours, `left` having the smaller block numbers. May write into `left`, and then answers it. */
  merge(left: Float64Array, right: Float64Array): Float64Array;
}

/** Runs the named pass over all blocks and merges the partials by `MergeTree`. */
export type RunPass = (pass: string, input: Float64Array) => Promise<Float64Array>;

/** What a solver knows and asks of workers beside passes. */
interface Around {
  /** How many blocks a pass goes through. */
  readonly blocks: number;
  readonly matrices: Matrices;
}

export interface Runner extends RunPass, Around {}

export function runnerWith(run: RunPass, { blocks, matrices }: Around): Runner {
  return Object.assign((pass: string, input: Float64Array) => run(pass, input), { blocks, matrices });
}

/** What is merged: nothing, where a block has no row. */
type Partial = Float64Array | undefined;

/**
 * The one tree of merges over block numbers 0 … blocks − 1: level by level, each even node with its right neighbour; a
 * node without one moves up as it is. Partials may come in any order and are merged as soon as two neighbours are
 * there, so at most O(log blocks) wait when they come in order. A block without rows adds undefined.
 */
export class MergeTree {
  readonly #waiting = new Map<string, Partial>();
  readonly #blocks: number;
  readonly #merge: BlockPass['merge'];
  #root: Partial;

  constructor(blocks: number, merge: BlockPass['merge']) {
    this.#blocks = blocks;
    this.#merge = merge;
  }

  /** Takes the partial of one block; each block once. */
  add(block: number, partial: Partial): void {
    let node = block;
    let width = this.#blocks;
    let value = partial;
    for (let level = 0; width > 1; level++) {
      const alone = node % 2 === 0 && node === width - 1;
      if (!alone) {
        const sibling = `${level}:${node ^ 1}`;
        if (!this.#waiting.has(sibling)) {
          this.#waiting.set(`${level}:${node}`, value);
          return;
        }
        const other = this.#waiting.get(sibling);
        this.#waiting.delete(sibling);
        value = node % 2 === 0 ? this.#both(value, other) : this.#both(other, value);
      }
      node = Math.floor(node / 2);
      width = Math.ceil(width / 2);
    }
    this.#root = value;
  }

  #both(left: Partial, right: Partial): Partial {
    if (left === undefined || right === undefined) return left ?? right;
    return this.#merge(left, right);
  }

  /** The merged whole, once every block has been added; undefined before, and where no block has a row. */
  get whole(): Float64Array | undefined {
    return this.#root;
  }
}
