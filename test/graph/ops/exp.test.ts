import { describe, expect, it } from 'vitest';
import { itPassesTheGradientCheck, opNamed, runOp } from './one-op.js';

const exp = opNamed('exp');

describe('exp', () => {
  it('is its own slope', () => {
    // e^(ln 3) = 3, e^(−ln 4) = 1/4.
    const inputs = { a: { shape: [3], values: [0, Math.log(3), -Math.log(4)] } };
    const { out, partials } = runOp(exp, { inputs, dOut: [2, -5, 8] });
    for (const [i, value] of [1, 3, 0.25].entries()) expect(out[i]).toBeCloseTo(value, 14);
    for (const [i, value] of [2, -15, 2].entries()) expect(partials['a']?.[i]).toBeCloseTo(value, 13);
  });

  itPassesTheGradientCheck(exp, { shapes: (n) => [[n]] });
});
