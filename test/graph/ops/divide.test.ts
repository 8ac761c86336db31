import { describe, expect, it } from 'vitest';
import { itPassesTheGradientCheck, opNamed, runOp } from './one-op.js';

const divide = opNamed('divide');

describe('divide', () => {
  it('a/b, 1/b and −a/b²', () => {
    const inputs = { a: { shape: [2], values: [1, -6] }, b: { shape: [2], values: [4, -2] } };
    const { out, partials } = runOp(divide, { inputs, dOut: [2, 8] });
    expect(out).toEqual([0.25, 3]);
    expect(partials).toEqual({ a: [0.5, -4], b: [-0.125, 12] });
  });

  itPassesTheGradientCheck(divide, { shapes: (n) => [[n], [n]], through: 'exp' });
  itPassesTheGradientCheck(divide, { shapes: (n) => [[n], []], through: 'exp' });
});
