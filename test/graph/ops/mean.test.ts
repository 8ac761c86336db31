import { describe, expect, it } from 'vitest';
import { mean } from '#chainrule/graph/ops/mean.js';
import { itPassesTheGradientCheck, runOp } from './one-op.js';

describe('mean', () => {
  it('shares ∂J/∂out among its n elements, row by row', () => {
    const inputs = { a: { shape: [4], values: [1, 2, 6, 7, 0, 0, 0, 2] } };
    const { shape, out, partials } = runOp(mean, { inputs, dOut: [10, 6], rows: 2 });
    expect(shape).toEqual([]);
    expect(out).toEqual([4, 0.5]);
    expect(partials).toEqual({ a: [2.5, 2.5, 2.5, 2.5, 1.5, 1.5, 1.5, 1.5] });
  });

  itPassesTheGradientCheck(mean, { shapes: (n, p) => [[n, p]] });
});
