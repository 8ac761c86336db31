import { describe, expect, it } from 'vitest';
import { itPassesTheGradientCheck, opNamed, runOp } from './one-op.js';

const tanh = opNamed('tanh');

describe('tanh', () => {
  it('tanh a and 1 − tanh² a', () => {
    // tanh(ln 2) = (2 − ½) / (2 + ½) = 0.6, and 1 − 0.36 = 0.64.
    const inputs = { a: { shape: [3], values: [Math.LN2, -Math.LN2, 0] } };
    const { shape, out, partials } = runOp(tanh, { inputs, dOut: [2, -5, 3] });
    expect(shape).toEqual([3]);
    for (const [i, value] of [0.6, -0.6, 0].entries()) expect(out[i]).toBeCloseTo(value, 14);
    for (const [i, value] of [1.28, -3.2, 3].entries()) expect(partials['a']?.[i]).toBeCloseTo(value, 14);
  });

  it('is flat far out, and no NaN', () => {
    const inputs = { a: { shape: [2], values: [1000, -1000] } };
    expect(runOp(tanh, { inputs, dOut: [2, 2] })).toMatchObject({ out: [1, -1], partials: { a: [0, 0] } });
  });

  itPassesTheGradientCheck(tanh, { shapes: (n) => [[n]] });
});
