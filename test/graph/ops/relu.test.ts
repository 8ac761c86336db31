import { describe, expect, it } from 'vitest';
import { itPassesTheGradientCheck, opNamed, runOp } from './one-op.js';

const relu = opNamed('relu');

describe('relu', () => {
  it('max(a, 0); dOut where a > 0, else 0, and 0 at the kink', () => {
    const inputs = { a: { shape: [4], values: [2, -3, 0, 1e-300] } };
    const { shape, out, partials } = runOp(relu, { inputs, dOut: [5, 7, 11, -2] });
    expect(shape).toEqual([4]);
    expect(out).toEqual([2, 0, 0, 1e-300]);
    expect(partials).toEqual({ a: [5, 0, 0, -2] });
  });

  it('does not hide a NaN', () => {
    expect(runOp(relu, { inputs: { a: { shape: [], values: [Number.NaN] } }, dOut: [2] }).out).toEqual([
      Number.NaN,
    ]);
  });

  it('has two pieces that meet at 0', () => {
    expect([-1, 0, 1e-300].map((value) => relu.pieces?.([value], {}))).toEqual([[1], [0], [0]]);
  });

  itPassesTheGradientCheck(relu, { shapes: (n) => [[n]] });
});
