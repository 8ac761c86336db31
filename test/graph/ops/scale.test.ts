import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { itPassesTheGradientCheck, opNamed, runOp } from './one-op.js';

const scale = opNamed('scale');

describe('scale', () => {
  it('multiplies values and partials by the factor', () => {
    const inputs = { a: { shape: [2], values: [1.5, -2] } };
    const { shape, out, partials } = runOp(scale, { inputs, constants: { factor: -4 }, dOut: [2, 3] });
    expect(shape).toEqual([2]);
    expect(out).toEqual([-6, 8]);
    expect(partials).toEqual({ a: [-8, -12] });
  });

  itPassesTheGradientCheck(scale, {
    shapes: (n) => [[n]],
    constants: { factor: fc.integer({ min: -24, max: 24 }).map((eighths) => eighths / 8) },
  });
});
