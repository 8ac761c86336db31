/** Runs the passes of `solve` over the decoded rows on all workers. */
import type { LeftOut } from '../../data/holdout.js';
import type { Segments } from '../../data/segments.js';
import { workspaceOver } from '../../kernels/workspace.js';
import { MergeTree, type Runner } from '../../solve/passes/block-pass.js';
import { passesIn } from '../../solve/passes/passes-by-name.js';
import type { DecodedBlock } from './messages.js';
import type { Workers } from './workers.js';

export interface DecodedPassesOptions {
  readonly segments: Segments;
  /** Numbers of a row: d + 1. */
  readonly width: number;
  readonly blockRows: number;
  /** Rows that do not take part. */
  readonly leftOut?: Omit<LeftOut, 'from'> | undefined;
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

export function decodedPasses(threads: Workers, options: DecodedPassesOptions): Runner {
  const { segments, width, blockRows } = options;
  const blocks = Math.ceil(segments.rows / blockRows);
  const together = blocksTogether(blockRows * width, 4);
  const groups = Math.ceil(blocks / together);
  const passes = passesIn(workspaceOver(threads.memory));
  return async (name, input) => {
    const pass = passes.get(name);
    if (pass === undefined) throw new Error(`there is no pass '${name}'`);
    const tree = new MergeTree(groups, pass.merge);
    const one = async (group: number) => {
      const some = Array.from({ length: Math.min(together, blocks - group * together) }, (_, k) =>
        decodedBlock(options, group * together + k),
      );
      const { answer } = await threads.ask('decodedPass', { pass: name, input, blocks: some, width });
      tree.add(group, answer.partial);
    };
    await Promise.all(Array.from({ length: groups }, (_, group) => one(group)));
    if (tree.whole === undefined) throw new Error(`pass '${name}' met no row`);
    return tree.whole;
  };
}

/** Where the rows of block `index` of the input lie. */
export function decodedBlock(
  { segments, blockRows, leftOut }: Omit<DecodedPassesOptions, 'width'>,
  index: number,
): DecodedBlock {
  const from = index * blockRows;
  const pieces = segments.piecesOf(from, Math.min(from + blockRows, segments.rows));
  return { pieces, leftOut: leftOut && { ...leftOut, from } };
}
