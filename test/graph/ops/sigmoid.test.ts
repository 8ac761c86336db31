import { describe, expect, it } from 'vitest';
import { itPassesTheGradientCheck, opNamed, runOp } from './one-op.js';

const sigmoid = opNamed('sigmoid');

describe('sigmoid', () => {
  it('1 / (1 + e⁻ᵃ) and out (1 − out)', () => {
    // e^(ln 3) = 3: 1 / (1 + 1/3) = 0.75, and 0.75 · 0.25 = 0.1875.
    const inputs = { a: { shape: [], values: [Math.log(3), 0, -Math.log(3)] } };
    const { shape, out, partials } = runOp(sigmoid, { inputs, dOut: [2, -4, 16], rows: 3 });
    expect(shape).toEqual([]);
    for (const [i, value] of [0.75, 0.5, 0.25].entries()) expect(out[i]).toBeCloseTo(value, 14);
    for (const [i, value] of [0.375, -1, 3].entries()) expect(partials['a']?.[i]).toBeCloseTo(value, 14);
  });

  it('is flat far out, and no NaN', () => {
    const inputs = { a: { shape: [2], values: [1000, -1000] } };
    expect(runOp(sigmoid, { inputs, dOut: [2, 2] })).toMatchObject({ out: [1, 0], partials: { a: [0, 0] } });
  });

  itPassesTheGradientCheck(sigmoid, { shapes: (n) => [[n]] });
});
