/** Rows held out: a fixed share, the same whatever the blocks, behind all others in the table. */
import { expect, test } from 'vitest';
import { placesOfBlock } from '#chainrule/data/deal.js';
import { copyKept, heldOut, keptIn } from '#chainrule/data/holdout.js';

test('about the share that was asked for', () => {
  for (const share of [0.01, 0.1, 0.5, 0.9]) {
    const held = heldOut(7, share);
    const count = Array.from({ length: 100_000 }, (_, row) => row).filter(held).length;
    expect(Math.abs(count / 100_000 - share)).toBeLessThan(4 * Math.sqrt((share * (1 - share)) / 100_000));
  }
});

test('other rows for another seed', () => {
  const [a, b] = [1, 2].map((seed) => Array.from({ length: 200 }, (_, row) => heldOut(seed, 0.5)(row)));
  expect(a).not.toEqual(b);
});

test('every row has a place of its own: those kept first, those held out behind them, in order', () => {
  for (const rows of [1, 7, 64, 100, 333]) {
    for (const blockRows of [1, 16, 50, 400]) {
      for (const dealt of [true, false]) {
        const seed = 3;
        const kept = keptIn(0, rows, seed, 0.3);
        const places = Array.from({ length: Math.ceil(rows / blockRows) }, (_, block) => [
          ...placesOfBlock(
            block,
            { rows, blockRows, dealt, seed },
            { share: 0.3, kept, keptBefore: keptIn(0, block * blockRows, seed, 0.3) },
          ),
        ]).flat();
        expect([...places].sort((a, b) => a - b)).toEqual(Array.from({ length: rows }, (_, i) => i));
        const held = places.filter((_, row) => heldOut(seed, 0.3)(row));
        expect(held).toEqual(Array.from({ length: rows - kept }, (_, i) => kept + i));
      }
    }
  }
});

test.each(['training', 'heldOut'] as const)(
  'rows of one kind, %s, are copied by their number in the input, whatever pieces they come in',
  (of) => {
    const [rows, width, share, seed] = [60, 3, 0.4, 5];
    const held = heldOut(seed, share);
    const all = Float64Array.from({ length: rows * width }, (_, k) => k);
    for (const from of [0, 1, 25]) {
      const pieces = [
        { values: all.subarray(from * width, 30 * width), rows: 30 - from },
        { values: all.subarray(30 * width), rows: rows - 30 },
      ];
      const kept = new Float64Array(rows * width);
      const count = copyKept(pieces, width, { seed, share, from }, kept, of);
      const wanted = Array.from({ length: rows }, (_, row) => row).filter(
        (row) => row >= from && held(row) === (of === 'heldOut'),
      );
      const copied = wanted.flatMap((row) => [...all.subarray(row * width, (row + 1) * width)]);
      expect(count).toBe(wanted.length);
      expect([...kept.subarray(0, count * width)]).toEqual(copied);
    }
  },
);
