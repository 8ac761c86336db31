import { describe, expect, it } from 'vitest';
import { itPassesTheGradientCheck, opNamed, runOp } from './one-op.js';

const multiply = opNamed('multiply');

describe('multiply', () => {
  it('multiplies element by element; each input gets dOut times the other', () => {
    const inputs = { a: { shape: [3], values: [1, 2, -3] }, b: { shape: [3], values: [4, 5, 6] } };
    const { shape, out, partials } = runOp(multiply, { inputs, dOut: [2, -1, 0.5] });
    expect(shape).toEqual([3]);
    expect(out).toEqual([4, 10, -18]);
    expect(partials).toEqual({ a: [8, -5, 3], b: [2, -2, -1.5] });
  });

  itPassesTheGradientCheck(multiply, { shapes: (n) => [[n], [n]] });
  itPassesTheGradientCheck(multiply, { shapes: () => [[], []] });
});
