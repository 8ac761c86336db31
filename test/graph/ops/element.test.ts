import { describe, expect, it } from 'vitest';
import { itPassesTheGradientCheck, opNamed, runOp } from './one-op.js';

const element = opNamed('element');

describe('element', () => {
  const a = { shape: [3], values: [5, 6, 7, -1, Number.POSITIVE_INFINITY, -3] };

  it('the element of each row that k chooses, whatever the others are; dOut goes to that one', () => {
    const inputs = { a, k: { shape: [], values: [3, 1] } };
    const { shape, out, partials } = runOp(element, { inputs, dOut: [2, 4], rows: 2 });
    expect(shape).toEqual([]);
    expect(out).toEqual([7, -1]);
    expect(partials).toEqual({ a: [0, 0, 2, 4, 0, 0], k: [0, 0] });
  });

  it.each([0, 4, 1.5, -1, Number.NaN])('is no number where k is %d', (k) => {
    const inputs = { a, k: { shape: [], values: [k, 1] } };
    expect(runOp(element, { inputs, dOut: [1, 1], rows: 2 }).out).toEqual([Number.NaN, -1]);
  });

  it('wants a vector and a number that one of its elements has', () => {
    expect(element.shape({ a: [], k: [] })).toContain('a vector');
    expect(element.shape({ a: [2], k: [1] })).toContain('k a scalar');
    expect(element.shape({ a: [2], k: [] }, { k: 2 })).toEqual([]);
    for (const k of [0, 3, 1.5])
      expect(element.shape({ a: [2], k: [] }, { k })).toBe('k a number from 1 to 2');
  });

  itPassesTheGradientCheck(element, { shapes: (n) => [[n], []], choosing: 1 });
});
