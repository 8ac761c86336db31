/** Segments: where the rows of a block lie among decoded chunks. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Segments } from '#chainrule/data/segments.js';

describe('segments', () => {
  it('give for any rows the addresses at which they lie, in order', () => {
    const width = 3;
    const property = fc.property(
      fc.array(fc.nat(6), { minLength: 1, maxLength: 12 }),
      fc.array(fc.tuple(fc.nat(80), fc.nat(80)), { minLength: 1, maxLength: 8 }),
      (counts, asked) => {
        const segments = new Segments(width);
        const addresses: number[] = [];
        for (const [k, rows] of counts.entries()) {
          segments.add({ address: 10_000 * (k + 1), onDisk: false, rows });
          for (let row = 0; row < rows; row++) addresses.push(10_000 * (k + 1) + row * width * 8);
        }
        expect(segments.rows).toBe(addresses.length);
        for (const [a, b] of asked) {
          const [from, to] = [Math.min(a, b), Math.max(a, b)].map((row) => Math.min(row, addresses.length));
          if (from === undefined || to === undefined || from === to) continue;
          const pieces = segments.piecesOf(from, to);
          expect(pieces.every(({ rows }) => rows > 0)).toBe(true);
          const found = pieces.flatMap(({ address, rows }) =>
            Array.from({ length: rows }, (_, i) => address + i * width * 8),
          );
          expect(found).toEqual(addresses.slice(from, to));
        }
      },
    );
    fc.assert(property, { numRuns: 300, seed: 1 });
  });
});
