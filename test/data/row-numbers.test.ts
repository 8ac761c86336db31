/** Row numbers near 2^32: no arithmetic wraps, and what has 32 bits for them refuses more rows. */
import { describe, expect, test } from 'vitest';
import { placesOfBlock } from '#chainrule/data/deal.js';
import { heldOut, trainingRows, trainingRowsBefore } from '#chainrule/data/holdout.js';
import { Segments } from '#chainrule/data/segments.js';
import { allocateTable } from '#chainrule/data/table.js';
import { createMemory } from '#chainrule/kernels/memory.js';
import { plainPermute, wasmPermute } from '#chainrule/kernels/permute.js';
import { EpochOrder } from '#chainrule/train/epoch-order.js';
import {
  fullSteps,
  minibatch,
  shard,
  shardCount,
  share,
  stepsPerEpoch,
} from '#chainrule/train/minibatches.js';

const blockRows = 8192;
const most = 2 ** 32;
const counts = [most - blockRows, most - 1, most];
const more = most + blockRows;
const seed = 3;

const ascending = (numbers: Iterable<number>) => [...numbers].sort((a, b) => a - b);

/** `count` numbers from `from` on. */
const run = (from: number, count: number) => Array.from({ length: count }, (_, i) => from + i);

describe.each(counts)('of %i rows', (rows) => {
  const last = Math.ceil(rows / blockRows) - 1;
  const lastRows = rows - last * blockRows;

  test('the last blocks have places of their own in the table', () => {
    expect([...placesOfBlock(last, { rows, blockRows, dealt: false, seed })]).toEqual(
      run(last * blockRows, lastRows),
    );
    const places = [last - 1, last].flatMap((block) => [
      ...placesOfBlock(block, { rows, blockRows, dealt: true, seed }),
    ]);
    expect(new Set(places).size).toBe(blockRows + lastRows);
    expect(Math.max(...places)).toBeLessThan(rows);
    // Each block of the file reaches every block of the table about alike: these come last in theirs.
    expect(Math.min(...places.map((place) => place % blockRows))).toBeGreaterThan(blockRows - 3);
  });

  test('rows held out follow all others', () => {
    const of = { seed, fraction: 0.25, blockRows, rows };
    const training = trainingRows(of);
    expect(training).toBe(Math.floor(0.75 * rows));
    const slots = placesOfBlock(last, { rows, blockRows, dealt: false, seed, validation: of.fraction });
    const marks = heldOut({ ...of, block: last });
    let rank = trainingRowsBefore(last, of);
    const expected = run(last * blockRows, lastRows).map((row, i) =>
      marks[i] === 1 ? training + (row - rank) : rank++,
    );
    expect([...slots]).toEqual(expected);
    expect(rank).toBe(training);
  });

  test.each(['rows', 'file', 'replacement'] as const)('the last window of an epoch: %s', (order) => {
    const [plain, compiled] = [plainPermute, wasmPermute(createMemory())].map((permute) =>
      new EpochOrder({ rows, blockRows, order, seed }, permute).window(1, rows - 1),
    );
    expect(plain?.start).toBe(last * blockRows);
    expect(compiled).toEqual(plain);
    const rowsThere = ascending(plain?.rows ?? []);
    if (order === 'replacement') expect(rowsThere.at(-1)).toBeGreaterThan(2 ** 31);
    else {
      // Whole blocks are shuffled; the short one is the last.
      const first = order === 'rows' && lastRows === blockRows ? (rowsThere[0] ?? -1) : last * blockRows;
      expect(first % blockRows).toBe(0);
      expect(rowsThere).toEqual(run(first, lastRows));
    }
  });
});

test.each([...counts, more])('minibatches and shards cover %i rows', (rows) => {
  const batchSize = 3000;
  const steps = stepsPerEpoch(rows, batchSize);
  const { from, to } = minibatch(steps - 1, rows, batchSize);
  expect([from, to]).toEqual([(steps - 1) * batchSize, rows]);
  expect(minibatch(steps - 2, rows, batchSize).to).toBe(from);
  expect(fullSteps({ from: 0, to: steps }, rows, batchSize)).toBe(Math.floor(rows / batchSize));
  const all = { from: 0, to: rows };
  const shards = shardCount(all, 1);
  expect(shards).toBe(rows);
  expect(shard(all, shards - 1, 1)).toEqual({ from: rows - 1, to: rows });
  expect(share(shards, 6, 7).to).toBe(rows);
});

test('blocks whose numbers or first rows differ by 2^32 hold out different rows', () => {
  const of = { seed, fraction: 0.5, blockRows, rows: 2 ** 50 };
  const marks = [0, most / blockRows, most].map((block) => heldOut({ ...of, block }));
  for (const [a, b] of [
    [0, 1],
    [0, 2],
    [1, 2],
  ] as const)
    expect(marks[a]!.filter((mark, row) => mark !== marks[b]![row]).length).toBeGreaterThan(3000);
});

test('segments know where rows beyond 2^32 lie', () => {
  const segments = new Segments(2);
  for (const address of [8, 16, 24]) segments.add({ address, onDisk: true, rows: 2 ** 31 });
  expect(segments.piecesOf(most - blockRows, most + blockRows)).toEqual([
    { address: 16 + (2 ** 31 - blockRows) * 16, onDisk: true, rows: blockRows },
    { address: 24, onDisk: true, rows: blockRows },
  ]);
});

test('more rows are refused where their numbers have 32 bits', () => {
  const deal = { rows: more, blockRows, dealt: true, seed };
  expect(() => placesOfBlock(0, deal)).toThrow(RangeError);
  expect(() => new EpochOrder({ rows: more, blockRows, order: 'rows', seed }, plainPermute)).toThrow(
    RangeError,
  );
  expect(() => allocateTable(createMemory(), { rows: more, features: 1, blockRows })).toThrow(
    'a table has at most 4294967296 rows, not 4294975488',
  );
});
