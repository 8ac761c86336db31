import { expect, test } from 'vitest';
import { progressTowards } from '#chainrule/train/progress-towards.js';

const at = { epoch: 0, steps: 0, milliseconds: 0 };

test('gaps count by their logarithms, from the first one to the tolerance', () => {
  const progress = progressTowards({ epochs: 1000, tolerance: 1e-4 });
  expect(progress({ ...at, epoch: 1, gap: 1 })).toBe(0.001);
  expect(progress({ ...at, epoch: 2, gap: 0.1 })).toBeCloseTo(0.25, 12);
  // Not looked at.
  expect(progress({ ...at, epoch: 3 })).toBeCloseTo(0.25, 12);
  expect(progress({ ...at, epoch: 4, gap: 1e-3 })).toBeCloseTo(0.75, 12);
  expect(progress({ ...at, epoch: 5, gap: 10 })).toBe(0.005);
  expect(progress({ ...at, epoch: 6, gap: 0 })).toBe(1);
});

test('the nearest limit counts, and nothing is above 1', () => {
  const progress = progressTowards({ epochs: 10, steps: 200, milliseconds: 4000 });
  expect(progress({ epoch: 1, steps: 10, milliseconds: 100 })).toBe(0.1);
  expect(progress({ epoch: 1, steps: 50, milliseconds: 100 })).toBe(0.25);
  expect(progress({ epoch: 1, steps: 50, milliseconds: 2000 })).toBe(0.5);
  expect(progress({ epoch: 1, steps: 50, milliseconds: 5000 })).toBe(1);
});

test('a first gap within the tolerance is the end', () => {
  expect(progressTowards({ epochs: 10, tolerance: 0.1 })({ ...at, gap: 0.05 })).toBe(1);
});
