/** One tree of merges: the same bits whatever the order in which blocks are done. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { permutation, random } from '#chainrule/random.js';
import { solveExact } from '#chainrule/solve/exact/exact.js';
import { MergeTree } from '#chainrule/solve/passes/block-pass.js';
import { statistics } from '#chainrule/solve/statistics/statistics.js';
import { passes } from '../../support/plain-workspace.js';
import { cutIntoBlocks, inProcessRunner } from '../in-process-runner.js';

const seed = 5;

describe('MergeTree', () => {
  it('merges neighbours in one shape, whatever the order of arrival', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 2 ** 31 }), (blocks, key) => {
        // Parentheses cannot be merged away: the text of a tree is the tree.
        const texts: string[] = [];
        const shape = (order: Iterable<number>) => {
          const tree = new MergeTree(blocks, (left, right) => {
            texts.push(`(${texts[left[0]!]!} ${texts[right[0]!]!})`);
            return Float64Array.of(texts.length - 1);
          });
          texts.length = 0;
          for (let k = 0; k < blocks; k++) texts.push(String(k));
          for (const k of order) tree.add(k, Float64Array.of(k));
          return texts[tree.whole![0]!]!;
        };
        const inOrder = shape(Array.from({ length: blocks }, (_, k) => k));
        expect(shape(permutation(blocks, random(key, 'order')))).toBe(inOrder);
        expect(inOrder.match(/\d+/g)!.map(Number)).toEqual(Array.from({ length: blocks }, (_, k) => k));
      }),
      { seed },
    );
  });

  it('has no whole before every block is there', () => {
    const tree = new MergeTree(3, (left) => left);
    tree.add(2, Float64Array.of(1));
    tree.add(0, Float64Array.of(1));
    expect(tree.whole).toBeUndefined();
  });
});

describe('the exact solver', () => {
  it('gives the same bits whatever the order of the blocks', async () => {
    const d = 4;
    const n = 1000;
    const source = random(1, 'rows');
    const x = Float64Array.from({ length: n * d }, () => source.uniform() * 1e3);
    const y = Float64Array.from({ length: n }, (_, i) => x[i * d]! - x[i * d + 3]! + source.uniform());
    const blocks = cutIntoBlocks(x, y, d, 64);
    const orders = [1, 2, 3].map((key) => [...permutation(blocks.length, random(key, 'order'))]);
    const names = ['a', 'b', 'c', 'd'];
    for (const method of ['gram', 'exactGram'] as const) {
      const answers = [undefined, ...orders].map(async (order) => {
        const run = inProcessRunner(passes, blocks, d, order);
        const options = {
          intercept: true,
          standardize: true,
          l2Reg: 0,
          onRankDeficient: 'error',
          names,
          method,
        } as const;
        const solution = await solveExact(run, options);
        return JSON.stringify([solution.raw, solution.objective, await statistics(run, solution, names)]);
      });
      const [first, ...others] = await Promise.all(answers);
      for (const other of others) expect(other).toBe(first);
    }
  });
});
