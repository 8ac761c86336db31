/** The tree of sums: pairwise, neighbour to neighbour, the same tree for the same number of shards. */
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { norm, sumShards } from '#chainrule/train/sums.js';

/** The same tree written down recursively: the left part is the largest power of two below the count. */
function tree(values: readonly number[]): number {
  if (values.length <= 1) return values[0] ?? 0;
  const left = 2 ** Math.ceil(Math.log2(values.length) - 1);
  return tree(values.slice(0, left)) + tree(values.slice(left));
}

describe('the sum of shards', () => {
  it('is the one of the fixed tree, bit for bit, element by element', () => {
    const doubles = fc.double({ noNaN: true, min: -1e10, max: 1e10 });
    const property = fc.property(
      fc.integer({ min: 1, max: 4 }).chain((length) =>
        fc.record({
          vectors: fc.array(fc.array(doubles, { minLength: length, maxLength: length }), {
            minLength: 1,
            maxLength: 21,
          }),
          beside: fc.nat(3),
        }),
      ),
      ({ vectors, beside }) => {
        const length = vectors[0]?.length ?? 0;
        const sums = Float64Array.from([...vectors.flat(), ...new Array<number>(beside).fill(7)]);
        sumShards(sums, vectors.length, length);
        for (let i = 0; i < length; i++) expect(sums[i]).toBe(tree(vectors.map((vector) => vector[i] ?? 0)));
        const rest = sums.subarray(length * vectors.length);
        expect([...rest]).toEqual(new Array<number>(beside).fill(7));
      },
    );
    fc.assert(property, { numRuns: 300, seed: 1 });
  });
});

test('a norm of any length, and where squares leave float64', () => {
  expect(norm(new Float64Array(500_000).fill(2))).toBeCloseTo(2 * Math.sqrt(500_000), 9);
  expect(norm(Float64Array.of(3e200, -4e200))).toBeCloseTo(5e200, -188);
  expect(norm(Float64Array.of(3e-200, 4e-200)) / 5e-200).toBeCloseTo(1, 14);
  expect(norm(new Float64Array(3))).toBe(0);
  expect(norm(Float64Array.of(1, Number.NaN))).toBeNaN();
  expect(norm(Float64Array.of(1, Number.NEGATIVE_INFINITY))).toBe(Number.POSITIVE_INFINITY);
});
