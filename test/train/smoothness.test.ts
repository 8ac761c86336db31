/** The bound of the largest eigenvalue: not below it, not far above, and of every column and the intercept. */
import { describe, expect, it } from 'vitest';
import { plainColumns } from '#chainrule/kernels/columns.js';
import { random } from '#chainrule/random.js';
import { addGram, type GramShape, gramLength, largestEigenvalueBound } from '#chainrule/train/smoothness.js';

/** λ_max of (1/n) Σ uuᵀ by the power method. */
function largest(us: readonly (readonly number[])[]): number {
  let v = us[0]!.map((_, j) => 1 + j / 7);
  let value = 0;
  for (let step = 0; step < 500; step++) {
    const next = v.map(() => 0);
    for (const u of us) {
      const along = u.reduce((sum, x, j) => sum + x * v[j]!, 0) / us.length;
      for (const [j, x] of u.entries()) next[j]! += along * x;
    }
    value = Math.sqrt(next.reduce((sum, x) => sum + x * x, 0));
    v = next.map((x) => x / value);
  }
  return value;
}

function boundOf(xs: Float64Array, rows: number, shape: GramShape): number {
  const sums = new Float64Array(gramLength(shape) + 2).fill(0);
  addGram(plainColumns, xs, 0, rows, shape, sums, 2);
  return largestEigenvalueBound(sums.subarray(2), rows, shape);
}

describe('the bound of the largest eigenvalue', () => {
  it('sums moments within groups of 16 columns, the intercept being one more', () => {
    const lengths = [1, 15, 16, 17, 32, 33].map((features) =>
      [false, true].map((intercept) => gramLength({ features, intercept })),
    );
    expect(lengths).toEqual([
      [1, 3],
      [120, 136],
      [136, 137],
      [137, 139],
      [272, 273],
      [273, 275],
    ]);
  });

  it('is not below the eigenvalue, and within 1.2 of it for one group', () => {
    for (const features of [1, 2, 15, 16, 17, 40]) {
      for (const intercept of [false, true]) {
        const source = random(features, 'smoothness');
        const rows = 50;
        const xs = Float64Array.from({ length: rows * features }, () => source.uniform() - 0.3);
        const us = Array.from({ length: rows }, (_, i) => [
          ...xs.subarray(i * features, (i + 1) * features),
          ...(intercept ? [1] : []),
        ]);
        const bound = boundOf(xs, rows, { features, intercept });
        const eigenvalue = largest(us);
        expect(bound).toBeGreaterThanOrEqual(eigenvalue);
        const groups = Math.ceil((features + Number(intercept)) / 16);
        expect(bound).toBeLessThan(1.2 * groups * eigenvalue);
      }
    }
  });

  it('by value: of one column its mean square, of equal columns their sum, and a billionth more for rounding', () => {
    const of = (xs: number[], features: number) =>
      boundOf(Float64Array.from(xs), xs.length / features, { features, intercept: false });
    expect(of([3, 4], 1)).toBeCloseTo(12.5 * (1 + 1e-9), 12);
    expect(of([3, 4], 1)).toBeGreaterThan(12.5 * (1 + 0.9e-9));
    expect(of([3, 3, 4, 4], 2)).toBeCloseTo(25 * (1 + 1e-9), 12);
    // Two orthogonal columns: (2·a¹⁶)^(1/16), as the sum of powers has it.
    expect(of([1, 1, 1, -1], 2)).toBeCloseTo(2 ** (1 / 16) * (1 + 1e-9), 12);
    expect(of([0, 0], 1)).toBe(0);
  });
});
