/** Runs passes over all decoded rows, whoever works: groups of blocks are asked for, their partials merged in the one tree. */
import type { RowsOf } from '../data/holdout.js';
import { MergeTree, type Runner, runnerWith } from '../solve/passes/block-pass.js';
import { passNamed } from '../solve/passes/passes-by-name.js';
import type { Workers } from './workers.js';

export interface RowBlocks {
  /** Numbers of a row: d + 1. */
  readonly width: number;
  readonly blockRows: number;
  /** Over which rows; those to train on unless given. */
  readonly of?: RowsOf;
}

/** About the numbers of rows that a request goes through: a pass takes some milliseconds for them. */
const numbersTogether = 2 ** 19;

/**
 * Blocks of so many numbers that go to a worker together, at most `most`: a power of two, so what it merges is a node of
 * the one tree over all blocks, and the number changes no bit.
 */
export function blocksTogether(blockNumbers: number, most: number): number {
  const power = Math.floor(Math.log2(Math.min(most, numbersTogether / blockNumbers)));
  return 2 ** Math.max(0, power);
}

export function passesOverRows(workers: Workers, { width, blockRows, of = 'training' }: RowBlocks): Runner {
  const blocks = Math.ceil(workers.rows / blockRows);
  const together = blocksTogether(blockRows * width, 4);
  const groups = Math.ceil(blocks / together);
  const run = async (pass: string, input: Float64Array) => {
    const tree = new MergeTree(groups, passNamed(workers.passes, pass).merge);
    const one = async (group: number) => {
      const from = group * together;
      const some = { from, to: Math.min(from + together, blocks) };
      tree.add(group, await workers.ask({ pass, input, of }, some));
    };
    await Promise.all(Array.from({ length: groups }, (_, group) => one(group)));
    if (tree.whole === undefined) throw new Error(`pass '${pass}' met no row`);
    return tree.whole;
  };
  return runnerWith(run, { blocks, matrices: workers.matrices });
}
