import { expect, test } from 'vitest';
import { norm } from '#chainrule/train/sums.js';

test('a norm of any length, and where squares leave float64', () => {
  expect(norm(new Float64Array(500_000).fill(2))).toBeCloseTo(2 * Math.sqrt(500_000), 9);
  expect(norm(Float64Array.of(3e200, -4e200))).toBeCloseTo(5e200, -188);
  expect(norm(Float64Array.of(3e-200, 4e-200)) / 5e-200).toBeCloseTo(1, 14);
  expect(norm(new Float64Array(3))).toBe(0);
  expect(norm(Float64Array.of(1, Number.NaN))).toBeNaN();
  expect(norm(Float64Array.of(1, Number.NEGATIVE_INFINITY))).toBe(Number.POSITIVE_INFINITY);
});
