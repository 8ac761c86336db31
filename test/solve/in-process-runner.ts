/** Runs passes in this thread over blocks in memory. */
import { type BlockPass, MergeTree, type Runner, runnerWith } from '#chainrule/solve/passes/block-pass.js';
import { matrices } from '../support/plain-workspace.js';

interface Block {
  /** [rows × d], row-major. */
  readonly x: Float64Array;
  /** [rows]. */
  readonly y: Float64Array;
}

/** `order` is the order of computation. */
export function inProcessRunner(
  passes: ReadonlyMap<string, BlockPass>,
  blocks: readonly Block[],
  d: number,
  order: readonly number[] = blocks.map((_, index) => index),
): Runner {
  return runnerWith(
    async (name, input) => {
      const pass = passes.get(name);
      if (pass === undefined) throw new Error(`there is no pass '${name}'`);
      const tree = new MergeTree(blocks.length, pass.merge);
      for (const index of order) {
        const { x, y } = blocks[index]!;
        tree.add(index, pass.block(x, y, y.length, d, input));
      }
      if (tree.whole === undefined) throw new Error(`pass '${name}' needs every block of at least one`);
      return tree.whole;
    },
    { blocks: blocks.length, matrices },
  );
}

/** Rows cut into blocks of `blockRows`; the arrays are views. */
export function cutIntoBlocks(x: Float64Array, y: Float64Array, d: number, blockRows: number): Block[] {
  const blocks: Block[] = [];
  for (let from = 0; from < y.length; from += blockRows) {
    const to = Math.min(from + blockRows, y.length);
    blocks.push({ x: x.subarray(from * d, to * d), y: y.subarray(from, to) });
  }
  return blocks;
}
