import { describe, expect, it } from 'vitest';
import { itPassesTheGradientCheck, opNamed, runOp } from './one-op.js';

const log = opNamed('log');

describe('log', () => {
  it('is the natural logarithm with slope 1/a', () => {
    const inputs = { a: { shape: [3], values: [1, Math.E, 0.25] } };
    const { out, partials } = runOp(log, { inputs, dOut: [3, 3, -3] });
    expect(out[0]).toBe(0);
    expect(out[1]).toBeCloseTo(1, 15);
    expect(out[2]).toBeCloseTo(-2 * Math.LN2, 14);
    expect(partials).toEqual({ a: [3, 3 / Math.E, -12] });
  });

  it('hides no number outside its domain', () => {
    const inputs = { a: { shape: [2], values: [0, -1] } };
    expect(runOp(log, { inputs, dOut: [1, 1] }).out).toEqual([-Infinity, Number.NaN]);
  });

  itPassesTheGradientCheck(log, { shapes: (n) => [[n]], through: 'exp' });
});
