import { describe, expect, it } from 'vitest';
import { itPassesTheGradientCheck, opNamed, runOp } from './one-op.js';

const abs = opNamed('abs');

describe('abs', () => {
  it('has the size as value and the sign as slope, 0 at the kink', () => {
    const inputs = { a: { shape: [3], values: [-3, 0, 2] } };
    const { shape, out, partials } = runOp(abs, { inputs, dOut: [10, 11, 12] });
    expect(shape).toEqual([3]);
    expect(out).toEqual([3, 0, 2]);
    expect(partials).toEqual({ a: [-10, 0, 12] });
  });

  itPassesTheGradientCheck(abs, { shapes: (n) => [[n]] });
});
