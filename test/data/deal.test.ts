/** The deal: every row of the file gets a place of its own, and every block of the table a fair sample of the file. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placesOfBlock } from '#chainrule/data/deal.js';

function placesOf(rows: number, blockRows: number, seed = 1, dealt = true): number[] {
  const blocks = Math.ceil(rows / blockRows);
  return Array.from({ length: blocks }, (_, block) => [
    ...placesOfBlock(block, { rows, blockRows, dealt, seed }),
  ]).flat();
}

describe('the deal', () => {
  it('is a permutation of the rows', () => {
    const property = fc.property(
      fc.integer({ min: 1, max: 400 }),
      fc.integer({ min: 1, max: 450 }),
      fc.nat(1000),
      (rows, blockRows, seed) => {
        const places = placesOf(rows, blockRows, seed);
        expect(places.length).toBe(rows);
        expect([...places].sort((a, b) => a - b)).toEqual(Array.from({ length: rows }, (_, row) => row));
      },
    );
    fc.assert(property, { numRuns: 400, seed: 1 });
  });

  it('leaves rows where they are where the order does not ask for it', () => {
    expect(placesOf(10, 4, 1, false)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('differs from seed to seed', () => {
    expect(placesOf(100, 10, 1)).not.toEqual(placesOf(100, 10, 2));
    expect(placesOf(100, 100, 1)).not.toEqual(placesOf(100, 100, 2));
    expect(placesOf(100, 10, 1)).toEqual(placesOf(100, 10, 1));
  });

  it.each([
    [10_000, 1000],
    [10_500, 1000],
    [10_050, 1000],
    [1300, 1000],
    [9990, 1000],
    [20_000, 50],
  ])('of a sorted file of %i rows fills each block of %i with rows from all over it', (rows, blockRows) => {
    const places = placesOf(rows, blockRows);
    const blocks = Array.from({ length: Math.ceil(rows / blockRows) }, (): number[] => []);
    for (const [row, place] of places.entries()) blocks[Math.floor(place / blockRows)]?.push(row);
    for (const [block, held] of blocks.entries()) {
      // Of each fifth of the file a block holds a fifth of its rows, give or take what rounding and chance allow.
      for (let fifth = 0; fifth < 5; fifth++) {
        const count = held.filter((row) => Math.floor((5 * row) / rows) === fifth).length;
        const expected = held.length / 5;
        const apart = Math.abs(count - expected);
        expect(apart, `block ${block}, fifth ${fifth}: ${count} of ${held.length} rows`).toBeLessThanOrEqual(
          2 + 4 * Math.sqrt(expected) * 0.9,
        );
      }
    }
  });

  it('spreads neighbours: where a row goes says nothing of where the next one goes', () => {
    const places = placesOf(4000, 100);
    const sameBlock = places.filter(
      (place, row) => row > 0 && Math.floor(place / 100) === Math.floor((places[row - 1] ?? 0) / 100),
    );
    // By chance alone 1 in 40.
    expect(sameBlock.length).toBeLessThan(200);
  });

  it('shuffles every block its own way', () => {
    // Twenty blocks of twenty rows: each block of the table gets one row of each block of the file, in its turn.
    const places = placesOf(400, 20);
    const orders = [0, 1, 2].map((block) =>
      places.slice(20 * block, 20 * block + 20).map((place) => place % 20),
    );
    const turns = [0, 1, 2].map((block) =>
      places
        .slice(20 * block, 20 * block + 20)
        .map((place) => Math.floor(place / 20))
        .join(),
    );
    expect(new Set(turns).size).toBe(3);
    expect(orders.map((order) => new Set(order).size)).toEqual([1, 1, 1]);
  });
});
