/** The growing tree is the one tree, whatever aligned groups are merged ahead. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addInTree } from '#chainrule/graph/tree.js';
import { MergeTree } from '#chainrule/solve/passes/block-pass.js';
import { GrowingTree } from '#chainrule/train/tree-of-sums.js';

const sum = (left: number, right: number) => left + right;

function grown(values: readonly number[], levels: number): number | undefined {
  const tree = new GrowingTree(sum);
  const group = 2 ** levels;
  for (let from = 0; from < values.length; from += group) {
    const ahead = new GrowingTree(sum);
    for (const value of values.slice(from, from + group)) ahead.add(value);
    tree.add(ahead.whole() ?? Number.NaN);
  }
  return tree.whole();
}

test('sums are those of the trees whose size is known before', () => {
  const doubles = fc.double({ noNaN: true, min: -1e10, max: 1e10 });
  fc.assert(
    fc.property(fc.array(doubles, { minLength: 1, maxLength: 70 }), fc.nat(6), (values, levels) => {
      const expected = [...values];
      addInTree(values.length, (to, from) => {
        expected[to]! += expected[from]!;
      });
      const known = new MergeTree(values.length, (a, b) => Float64Array.of(a[0]! + b[0]!));
      for (const [index, value] of values.entries()) known.add(index, Float64Array.of(value));
      expect(known.whole?.[0]).toBe(expected[0]);
      expect(grown(values, levels)).toBe(expected[0]);
    }),
    { numRuns: 300, seed: 1 },
  );
});

test('sums may have been merged to different levels', () => {
  const tree = new GrowingTree<string>((left, right) => `(${left} ${right})`);
  for (const [text, level] of [
    ['abcd', 2],
    ['ef', 1],
    ['g', 0],
    ['h', 0],
    ['i', 0],
  ] as const)
    tree.add(text, level);
  expect(tree.whole()).toBe('((abcd (ef (g h))) i)');
});

test('no sum has no whole', () => {
  expect(new GrowingTree(sum).whole()).toBeUndefined();
});
