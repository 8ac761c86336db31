import { describe, expect, it } from 'vitest';
import { itPassesTheGradientCheck, opNamed, runOp } from './one-op.js';

const square = opNamed('square');

describe('square', () => {
  it('r² and 2r', () => {
    const inputs = { r: { shape: [], values: [3, -1.5, 0] } };
    const { shape, out, partials } = runOp(square, { inputs, dOut: [0.5, 2, 7], rows: 3 });
    expect(shape).toEqual([]);
    expect(out).toEqual([9, 2.25, 0]);
    expect(partials).toEqual({ r: [3, -6, 0] });
  });

  itPassesTheGradientCheck(square, { shapes: (n, p) => [[n, p]] });
});
