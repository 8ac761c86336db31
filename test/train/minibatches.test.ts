/** The plan: minibatches part an epoch, shards part a minibatch, shares part the shards; none is lost or taken twice. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  minibatch,
  type Span,
  shard,
  shardCount,
  share,
  stepsPerEpoch,
} from '#chainrule/train/minibatches.js';

function expectParts(whole: Span, parts: readonly Span[]): void {
  let at = whole.from;
  for (const { from, to } of parts) {
    expect(from).toBe(at);
    expect(to).toBeGreaterThanOrEqual(from);
    at = to;
  }
  expect(at).toBe(whole.to);
}

const positive = fc.integer({ min: 1, max: 300 });
const times = <T>(count: number, make: (index: number) => T) =>
  Array.from({ length: count }, (_, i) => make(i));

describe('the plan', () => {
  it('parts an epoch into minibatches, all of one size but the last', () => {
    const property = fc.property(positive, positive, (rows, batchSize) => {
      const parts = times(stepsPerEpoch(rows, batchSize), (step) => minibatch(step, rows, batchSize));
      expectParts({ from: 0, to: rows }, parts);
      for (const { from, to } of parts.slice(0, -1)) expect(to - from).toBe(batchSize);
      for (const { from, to } of parts) expect(to - from).toBeGreaterThan(0);
    });
    fc.assert(property, { seed: 1 });
  });

  it('parts a minibatch into shards, all of one size but the last', () => {
    const property = fc.property(fc.nat(100), positive, positive, (from, length, shardRows) => {
      const batch = { from, to: from + length };
      const parts = times(shardCount(batch, shardRows), (index) => shard(batch, index, shardRows));
      expectParts(batch, parts);
      for (const part of parts.slice(0, -1)) expect(part.to - part.from).toBe(shardRows);
      for (const part of parts) expect(part.to - part.from).toBeGreaterThan(0);
    });
    fc.assert(property, { seed: 2 });
  });

  it('gives every worker a share that differs by one at most', () => {
    const property = fc.property(fc.nat(300), fc.integer({ min: 1, max: 20 }), (count, workers) => {
      const parts = times(workers, (index) => share(count, index, workers));
      expectParts({ from: 0, to: count }, parts);
      const lengths = parts.map(({ from, to }) => to - from);
      expect(Math.max(...lengths) - Math.min(...lengths)).toBeLessThanOrEqual(1);
    });
    fc.assert(property, { seed: 3 });
  });
});
