import { describe, expect, it } from 'vitest';
import { itPassesTheGradientCheck, opNamed, runOp } from './one-op.js';

const power = opNamed('power');

describe('power', () => {
  it('aᵇ, b·aᵇ⁻¹ and aᵇ ln a', () => {
    const inputs = { a: { shape: [3], values: [2, 4, 1] }, b: { shape: [3], values: [3, 0.5, -2] } };
    const { out, partials } = runOp(power, { inputs, dOut: [2, 8, 3] });
    expect(out).toEqual([8, 2, 1]);
    expect(partials['a']).toEqual([24, 2, -6]);
    for (const [i, expected] of [16 * Math.LN2, 16 * Math.log(4), 0].entries())
      expect(partials['b']?.[i]).toBeCloseTo(expected, 13);
  });

  it('at 0 has the slopes that aᵇ has near it', () => {
    const inputs = { a: { shape: [2], values: [0, 0] }, b: { shape: [2], values: [2, 1] } };
    const { out, partials } = runOp(power, { inputs, dOut: [1, 1] });
    expect(out).toEqual([0, 0]);
    expect(partials).toEqual({ a: [0, 1], b: [0, 0] });
  });

  itPassesTheGradientCheck(power, { shapes: (n) => [[n], [n]], through: 'exp' });
  itPassesTheGradientCheck(power, { shapes: (n) => [[n], []], through: 'exp' });
});
