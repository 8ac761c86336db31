import { expect, test } from 'vitest';
import { isAffordable } from '#chainrule/solve/exact/work.js';

test.each([
  // d³ decides, however many rows there are.
  [1e9, 2048, 0, true],
  [1e9, 2049, 0, false],
  [100, 20_000, 0, false],
  // The dual: n²(n + d), with a penalty, for all rows in one block.
  [100, 20_000, 1, true],
  [600, 20_000, 1, true],
  [700, 20_000, 1, false],
  [2048, 2048, 1, true],
  [2049, 2049, 1, false],
  [8193, 20_000, 1, false],
])('%d rows of %d columns, l2Reg %d: %s', (rows, features, l2Reg, affordable) => {
  expect(isAffordable({ rows, features, l2Reg, blocks: Math.ceil(rows / 8192) })).toBe(affordable);
});

test('the dual wants all rows in one block', () => {
  const size = { rows: 100, features: 20_000, l2Reg: 1 };
  expect(isAffordable({ ...size, blocks: 1 })).toBe(true);
  expect(isAffordable({ ...size, blocks: 2 })).toBe(false);
});
