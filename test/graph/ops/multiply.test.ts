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

  it('takes a scalar times a vector: ∂J/∂s = Σ dOutⱼ·vⱼ, row by row', () => {
    const inputs = { a: { shape: [], values: [2, -1] }, b: { shape: [3], values: [1, 2, 3, 4, 5, 6] } };
    const { shape, out, partials } = runOp(multiply, { inputs, dOut: [1, 10, 100, 1, 1, 2], rows: 2 });
    expect(shape).toEqual([3]);
    expect(out).toEqual([2, 4, 6, -4, -5, -6]);
    expect(partials).toEqual({ a: [321, 21], b: [2, 20, 200, -1, -1, -2] });
  });

  itPassesTheGradientCheck(multiply, { shapes: (n) => [[n], [n]] });
  itPassesTheGradientCheck(multiply, { shapes: (n, p) => [[], [n, p]] });
  itPassesTheGradientCheck(multiply, { shapes: (n) => [[n], []] });
  itPassesTheGradientCheck(multiply, { shapes: () => [[], []] });
});
