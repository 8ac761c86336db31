/** Moments: exact to the last digits; merged in block order. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  blockMoments,
  type Moments,
  mergeMoments,
  type Piece,
  packMoments,
  unpackMoments,
} from '#chainrule/data/moments.js';
import { random } from '#chainrule/random.js';
import { plainColumns } from '../kernels/plain-columns.js';
import { exactMoments, relativeError } from '../support/exact.js';

/** Rows of columns, cut into pieces of so many rows. */
function pieceOf(columns: readonly (readonly number[])[], from: number, to: number): Piece {
  const values = Float64Array.from(
    { length: (to - from) * columns.length },
    (_, i) => columns[i % columns.length]?.[from + Math.floor(i / columns.length)] ?? Number.NaN,
  );
  return { values, rows: to - from };
}

function momentsOf(columns: readonly (readonly number[])[], blockRows: number): Moments {
  const rows = columns[0]?.length ?? 0;
  const blocks = Array.from({ length: Math.ceil(rows / blockRows) }, (_, block) => {
    const to = Math.min((block + 1) * blockRows, rows);
    return blockMoments(pieceOf(columns, block * blockRows, to), columns.length, plainColumns);
  });
  return blocks.reduce(mergeMoments);
}

function column(rows: number, seed: number, mean: number, sd: number): number[] {
  const source = random(seed, 'column');
  // Uniform on ±√3: standard deviation 1.
  return Array.from({ length: rows }, () => mean + sd * Math.sqrt(3) * (2 * source.uniform() - 1));
}

describe('moments', () => {
  it.each([10_000, 1000, 64, 7, 1])(
    'are good to 1e-12 at mean/sd = 1e8 with blocks of %i rows',
    (blockRows) => {
      const columns = [
        column(3001, 1, 1e8, 1),
        column(3001, 2, -3e5, 3e-3),
        column(3001, 3, 1e-130, 1e-138),
        column(3001, 4, 0, 1),
        // A drift: every block has a mean of its own.
        Array.from({ length: 3001 }, (_, row) => 1e8 + row / 1000),
        Array.from({ length: 3001 }, (_, row) => (row === 2999 ? 1e8 + 1 : 1e8)),
      ];
      const moments = momentsOf(columns, blockRows);
      expect(moments.rows).toBe(3001);
      for (const [j, values] of columns.entries()) {
        const { mean, squares } = exactMoments(values);
        if (j !== 3) {
          expect(relativeError(moments.mean[j] ?? 0, mean.numerator, mean.denominator)).toBeLessThan(1e-12);
        }
        const error = relativeError(moments.squares[j] ?? 0, squares.numerator, squares.denominator);
        expect(error, `squares of column ${j}`).toBeLessThan(1e-12);
        expect(moments.min[j]).toBe(Math.min(...values));
        expect(moments.max[j]).toBe(Math.max(...values));
      }
    },
  );

  it('of any numbers are good to 1e-12 of their size', () => {
    const values = fc.array(fc.double({ noNaN: true, min: -1e100, max: 1e100 }), {
      minLength: 2,
      maxLength: 40,
    });
    const property = fc.property(values, fc.integer({ min: 1, max: 10 }), (drawn, blockRows) => {
      fc.pre(new Set(drawn).size > 1);
      const moments = momentsOf([drawn], blockRows);
      const { squares } = exactMoments(drawn);
      const size = Math.max(...drawn.map(Math.abs));
      const spread = Math.max(...drawn) - Math.min(...drawn);
      fc.pre(spread > size * 1e-8 && size > 1e-100);
      expect(relativeError(moments.squares[0] ?? 0, squares.numerator, squares.denominator)).toBeLessThan(
        1e-12,
      );
    });
    fc.assert(property, { numRuns: 300, seed: 1 });
  });

  it('are the same after they have been packed as one array', () => {
    const moments = momentsOf([column(500, 5, 1e8, 1), column(500, 6, 0, 1e-3)], 64);
    expect(unpackMoments(packMoments(moments))).toEqual(moments);
  });

  it('of a constant column have min equal to max, that value as mean, and no squares at all', () => {
    for (const value of [0.1, 1e8 + 0.1, -1 / 3, 1e308, 5e-324]) {
      const moments = momentsOf([new Array<number>(1001).fill(value)], 100);
      const { mean, meanLow, squares, min, max } = moments;
      expect([mean, meanLow, squares, min, max].flatMap((each) => [...each])).toEqual([
        value,
        0,
        0,
        value,
        value,
      ]);
    }
  });

  it('of one row are that row', () => {
    const { rows, mean, squares } = momentsOf([[3], [-2]], 10);
    expect([rows, ...mean, ...squares]).toEqual([1, 3, -2, 0, 0]);
  });

  it('merging leaves both sides as they are', () => {
    const [a, b] = [momentsOf([[1, 2]], 9), momentsOf([[5]], 9)];
    const before = structuredClone([a, b]);
    mergeMoments(a, b);
    expect([a, b]).toEqual(before);
  });
});

describe('moments of a block', () => {
  it('take off what the rounded mean is wrong by, however far from 0', () => {
    for (const offset of [2 ** 50, -(2 ** 52), 2 ** 40]) {
      // The mean is 1/5 of a unit away from any float64 near 2⁵².
      const values = Float64Array.of(0, 1, 1, 2, 2).map((value) => value + offset);
      const { squares, mean, meanLow } = blockMoments({ values, rows: 5 }, 1, plainColumns);
      expect(squares[0]).toBeCloseTo(2.8, 12);
      expect(mean[0]! - offset + meanLow[0]!).toBeCloseTo(1.2, 12);
    }
  });

  it('have no squares below 0', () => {
    for (let seed = 0; seed < 300; seed++) {
      const source = random(seed, 'squares');
      const rows = 3 + source.below(60);
      const odd = source.below(rows);
      const value = 1 + source.uniform();
      const values = Float64Array.from({ length: rows }, (_, i) => (i === odd ? value : value + 2 ** -52));
      expect(
        blockMoments({ values, rows }, 1, plainColumns).squares[0],
        `seed ${seed}`,
      ).toBeGreaterThanOrEqual(0);
    }
  });
});
