/** The order of an epoch: a permutation from (seed, epoch) alone, of which any part can be asked for at any time. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainPermute } from '#chainrule/kernels/permute.js';
import { EpochOrder, type EpochOrderOptions, type Order } from '#chainrule/train/epoch-order.js';
import { minibatch, shard, shardCount, stepsPerEpoch } from '#chainrule/train/minibatches.js';

const permuting = ['rows', 'blocks', 'file'] as const;
const sizes = {
  rows: fc.integer({ min: 1, max: 60 }),
  blockRows: fc.integer({ min: 1, max: 70 }),
  seed: fc.nat(1000),
};

/** All rows of an epoch, position by position, each asked for anew in the order given. */
function visited(
  options: EpochOrderOptions,
  epoch: number,
  positions?: readonly number[],
  order = new EpochOrder(options, plainPermute),
) {
  const rows = new Array<number>(options.rows).fill(-1);
  for (const position of positions ?? rows.keys()) {
    const window = order.window(epoch, position);
    rows[position] = window.rows[position - window.start] ?? -1;
  }
  return rows;
}

const sorted = (rows: readonly number[]) => [...rows].sort((a, b) => a - b);

describe('the order of an epoch', () => {
  it.each(permuting)('%s: is a permutation of the rows, every epoch', (order) => {
    const property = fc.property(fc.record(sizes), fc.nat(5), (size, epoch) => {
      const rows = visited({ ...size, order }, epoch);
      expect(sorted(rows)).toEqual(Array.from({ length: size.rows }, (_, row) => row));
    });
    fc.assert(property, { numRuns: 150, seed: 1 });
  });

  it.each([...permuting, 'replacement'] as const)(
    '%s: is the same whatever part of it is asked for first, and by whom',
    (order) => {
      const asked = fc.record(sizes).chain((size) =>
        fc.record({
          size: fc.constant(size),
          positions: fc.shuffledSubarray([...Array(size.rows).keys()], { minLength: size.rows }),
          epochs: fc.array(fc.nat(3), { minLength: 1, maxLength: 4 }),
        }),
      );
      const property = fc.property(asked, ({ size, positions, epochs }) => {
        const options = { ...size, order };
        const kept = new EpochOrder(options, plainPermute);
        for (const epoch of epochs)
          expect(visited(options, epoch, positions, kept)).toEqual(visited(options, epoch));
      });
      fc.assert(property, { numRuns: 150, seed: 2 });
    },
  );

  it.each([...permuting, 'replacement'] as const)('%s: windows join without a gap', (order) => {
    const property = fc.property(fc.record(sizes), (size) => {
      const epochOrder = new EpochOrder({ ...size, order }, plainPermute);
      let position = 0;
      while (position < size.rows) {
        const { start, rows } = epochOrder.window(0, position);
        expect(start).toBe(position);
        expect(rows.length).toBeGreaterThan(0);
        expect(rows.length).toBeLessThanOrEqual(size.blockRows);
        position += rows.length;
      }
      expect(position).toBe(size.rows);
    });
    fc.assert(property, { numRuns: 100, seed: 3 });
  });

  const fifty = (order: Order, seed = 1): EpochOrderOptions => ({ rows: 50, blockRows: 8, order, seed });

  it('file: is as the rows stand', () => {
    expect(visited(fifty('file'), 3)).toEqual([...Array(50).keys()]);
  });

  it.each(['rows', 'blocks', 'replacement'] as const)(
    '%s: changes with the epoch and with the seed',
    (order) => {
      const first = visited(fifty(order), 0);
      expect(visited(fifty(order), 1)).not.toEqual(first);
      expect(visited(fifty(order, 2), 0)).not.toEqual(first);
      expect(visited(fifty(order), 0)).toEqual(first);
    },
  );

  it.each(['rows', 'blocks'] as const)('%s: no row leaves its block within an epoch', (order) => {
    const epochOrder = new EpochOrder(fifty(order), plainPermute);
    for (let position = 0; position < 50; ) {
      const { rows } = epochOrder.window(4, position);
      expect(new Set([...rows].map((row) => Math.floor(row / 8))).size).toBe(1);
      position += rows.length;
    }
  });

  it.each(['rows', 'blocks'] as const)('%s: blocks are visited in random order, each in its own', (order) => {
    const windows = (epoch: number) => {
      const epochOrder = new EpochOrder({ rows: 400, blockRows: 40, order, seed: 1 }, plainPermute);
      return Array.from({ length: 10 }, (_, k) => epochOrder.window(epoch, 40 * k).rows);
    };
    const orders = [0, 1].map((epoch) => windows(epoch).map((rows) => Math.floor(rows[0]! / 40)));
    for (const blocks of orders) expect(sorted(blocks)).toEqual([...Array(10).keys()]);
    expect(orders[0]).not.toEqual([...Array(10).keys()]);
    expect(orders[0]).not.toEqual(orders[1]);
    const within = windows(0).map((rows) => [...rows].map((row) => row % 40).join());
    expect(new Set(within).size).toBe(10);
  });

  it.each([...permuting, 'replacement'] as const)(
    '%s: the short block comes last in every epoch',
    (order) => {
      const epochOrder = new EpochOrder(fifty(order), plainPermute);
      for (let epoch = 0; epoch < 40; epoch++) {
        const { start, rows } = epochOrder.window(epoch, 49);
        expect([start, rows.length]).toEqual([48, 2]);
        if (order !== 'replacement') expect(sorted([...rows])).toEqual([48, 49]);
      }
    },
  );

  it('no shard lies in two windows where minibatches begin at whole shards', () => {
    const powers = fc.nat(4).map((power) => 2 ** power);
    const property = fc.property(
      fc.record({ rows: fc.integer({ min: 1, max: 400 }), shardRows: fc.integer({ min: 1, max: 12 }) }),
      fc.record({
        shards: powers,
        perBatch: fc.integer({ min: 1, max: 9 }),
        order: fc.constantFrom(...permuting),
      }),
      ({ rows, shardRows }, { shards, perBatch, order }) => {
        const blockRows = shardRows * shards;
        const batchSize = shardRows * perBatch;
        const epochOrder = new EpochOrder({ rows, blockRows, order, seed: 1 }, plainPermute);
        for (let step = 0; step < stepsPerEpoch(rows, batchSize); step++) {
          const batch = minibatch(step, rows, batchSize);
          for (let index = 0; index < shardCount(batch, shardRows); index++) {
            const { from, to } = shard(batch, index, shardRows);
            expect(epochOrder.window(2, to - 1).start).toBe(epochOrder.window(2, from).start);
          }
        }
      },
    );
    fc.assert(property, { numRuns: 100, seed: 4 });
  });

  it('replacement: draws from all rows, some twice and some not at all', () => {
    const counts = new Array<number>(50).fill(0);
    for (let epoch = 0; epoch < 200; epoch++) {
      const rows = visited(fifty('replacement'), epoch);
      expect(new Set(rows).size).toBeLessThan(50);
      for (const row of rows) counts[row] = (counts[row] ?? 0) + 1;
    }
    // 200 draws are expected of each row, give or take 14.
    for (const count of counts) expect(Math.abs(count - 200)).toBeLessThan(75);
  });
});
