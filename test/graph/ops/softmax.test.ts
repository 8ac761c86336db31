import { describe, expect, it } from 'vitest';
import { itPassesTheGradientCheck, opNamed, runOp } from './one-op.js';

const softmax = opNamed('softmax');

describe('softmax', () => {
  it('e^aₖ / Σ e^aⱼ, and outⱼ(dOutⱼ − Σ dOutₖ·outₖ)', () => {
    const inputs = { a: { shape: [3], values: [0, Math.log(2), Math.log(5)] } };
    const { shape, out, partials } = runOp(softmax, { inputs, dOut: [8, 0, 16] });
    expect(shape).toEqual([3]);
    for (const [i, expected] of [1 / 8, 2 / 8, 5 / 8].entries()) expect(out[i]).toBeCloseTo(expected, 14);
    // Σ dOut·out = 11.
    for (const [i, expected] of [-3 / 8, -22 / 8, 25 / 8].entries())
      expect(partials['a']?.[i]).toBeCloseTo(expected, 13);
  });

  it('takes each row by itself, and numbers of any size', () => {
    const inputs = { a: { shape: [2], values: [1e308, 0, -1e308, -1e308] } };
    const { out } = runOp(softmax, { inputs, dOut: [1, 1, 1, 1], rows: 2 });
    expect(out).toEqual([1, 0, 0.5, 0.5]);
  });

  it('wants a vector', () => {
    expect(softmax.shape({ a: [2, 2] })).toBe('a vector');
  });

  itPassesTheGradientCheck(softmax, { shapes: (n) => [[n]] });
});
