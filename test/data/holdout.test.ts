/** Rows held out: a fixed number of each block, chosen by seed, behind all others in the table. */
import { describe, expect, test } from 'vitest';
import { placesOfBlock } from '#chainrule/data/deal.js';
import {
  checkHoldout,
  copyRows,
  type HoldoutOf,
  heldOut,
  trainingRows,
  trainingRowsBefore,
} from '#chainrule/data/holdout.js';
import { DataError } from '#chainrule/errors.js';
import { random } from '#chainrule/random.js';

const blocksOf = ({ rows, blockRows }: HoldoutOf) =>
  Array.from({ length: Math.ceil(rows / blockRows) }, (_, block) => block);

/** The mark of each row of the input. */
const marksOf = (of: HoldoutOf) => blocksOf(of).flatMap((block) => [...heldOut({ ...of, block })]);

const sum = (numbers: Iterable<number>) => [...numbers].reduce((total, number) => total + number, 0);

test.each([
  // A single block, and fractions of rows that end in .5.
  { rows: 10, blockRows: 8192, fraction: 0.1, counts: [1] },
  { rows: 5, blockRows: 8192, fraction: 0.2, counts: [1] },
  { rows: 8, blockRows: 8192, fraction: 0.2, counts: [2] },
  { rows: 10, blockRows: 8192, fraction: 0.25, counts: [3] },
  { rows: 49, blockRows: 16, fraction: 0.2, counts: [3, 3, 3, 0] },
  { rows: 55, blockRows: 16, fraction: 0.2, counts: [3, 3, 3, 1] },
  { rows: 20_000, blockRows: 8192, fraction: 0.1, counts: [819, 819, 362] },
  // At least one row in all: of the last block, also where that is full, and only where no other has one.
  { rows: 4, blockRows: 8192, fraction: 0.1, counts: [1] },
  { rows: 1, blockRows: 8192, fraction: 0.1, counts: [1] },
  { rows: 12, blockRows: 4, fraction: 0.1, counts: [0, 0, 1] },
  { rows: 13, blockRows: 4, fraction: 0.1, counts: [0, 0, 0, 1] },
  { rows: 13, blockRows: 4, fraction: 0.125, counts: [1, 1, 1, 0] },
])('$fraction of $rows rows in blocks of $blockRows', ({ counts, ...of }) => {
  for (let seed = 0; seed < 20; seed++) {
    expect(blocksOf({ ...of, seed }).map((block) => sum(heldOut({ ...of, seed, block })))).toEqual(counts);
    expect(trainingRows({ ...of, seed })).toBe(of.rows - sum(counts));
    for (const [block] of counts.entries())
      expect(trainingRowsBefore(block, of)).toBe(block * of.blockRows - sum(counts.slice(0, block)));
  }
});

test('every row is held out about as often, over many seeds and over the blocks of one', () => {
  const [rows, fraction, times] = [10, 0.3, 4000];
  const overSeeds = new Array<number>(rows).fill(0);
  const overBlocks = new Array<number>(rows).fill(0);
  for (let k = 0; k < times; k++) {
    heldOut({ seed: k, fraction, blockRows: rows, rows, block: 0 }).forEach((mark, row) => {
      overSeeds[row]! += mark;
    });
    heldOut({ seed: 7, fraction, blockRows: rows, rows: rows * times, block: k }).forEach((mark, row) => {
      overBlocks[row]! += mark;
    });
  }
  const deviation = Math.sqrt(times * fraction * (1 - fraction));
  for (const count of [...overSeeds, ...overBlocks])
    expect(Math.abs(count - times * fraction)).toBeLessThan(4 * deviation);
});

test('of a block that is not the last, the choice does not depend on the rows that follow', () => {
  const of = { seed: 5, fraction: 0.3, blockRows: 16, block: 2 };
  const soFar = heldOut({ ...of, rows: 49 });
  for (const rows of [50, 64, 65, 10_000]) expect(heldOut({ ...of, rows })).toEqual(soFar);
});

test('all rows held out is an error that says what to do', () => {
  const of = { seed: 1, fraction: 0.96, blockRows: 16, rows: 10 };
  expect(() => checkHoldout(of)).toThrow(DataError);
  expect(() => checkHoldout(of)).toThrow('0.96 of 10 rows leaves no row to train on; use a smaller fraction');
  expect(() => checkHoldout({ ...of, rows: 1, fraction: 0.1 })).toThrow(DataError);
  checkHoldout({ ...of, rows: 20 });
});

test('every row has a slot of its own: training rows first, those held out behind them, in order', () => {
  for (const rows of [2, 7, 64, 100, 333]) {
    for (const blockRows of [1, 16, 50, 400]) {
      for (const dealt of [true, false]) {
        const of = { rows, blockRows, seed: 3, fraction: 0.3 };
        const deal = { rows, blockRows, dealt, seed: 3, validation: 0.3 };
        const slots = blocksOf(of).flatMap((block) => [...placesOfBlock(block, deal)]);
        expect([...slots].sort((a, b) => a - b)).toEqual(Array.from({ length: rows }, (_, i) => i));
        const marks = marksOf(of);
        const training = trainingRows(of);
        expect(slots.filter((_, row) => marks[row] === 1)).toEqual(
          Array.from({ length: rows - training }, (_, i) => training + i),
        );
        const others = slots.filter((_, row) => marks[row] === 0);
        if (!dealt) expect(others).toEqual([...others].sort((a, b) => a - b));
      }
    }
  }
});

describe('rows of one kind in a block are copied, whatever pieces they come in', () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8])('seed %i', (seed) => {
    const source = random(seed, 'test pieces');
    const [blockRows, width, block] = [40, 3, 2];
    const rows = 2 * blockRows + 1 + source.below(blockRows);
    const of = { seed, fraction: 0.1 + 0.8 * source.uniform(), blockRows, rows, block };
    const marks = heldOut(of);
    const all = Float64Array.from({ length: marks.length * width }, (_, k) => k);
    const pieces: { values: Float64Array; rows: number }[] = [];
    for (let from = 0; from < marks.length; ) {
      const to = Math.min(marks.length, from + 1 + source.below(12));
      pieces.push({ values: all.subarray(from * width, to * width), rows: to - from });
      from = to;
    }
    for (const which of ['training', 'heldOut'] as const) {
      const copied = new Float64Array(all.length).fill(-1);
      const count = copyRows(pieces, width, of, copied, which);
      const mark = Number(which === 'heldOut');
      const expected = [...all].filter((_, k) => marks[Math.floor(k / width)] === mark);
      expect(count * width).toBe(expected.length);
      expect([...copied]).toEqual([...expected, ...new Array<number>(all.length - expected.length).fill(-1)]);
    }
  });
});
