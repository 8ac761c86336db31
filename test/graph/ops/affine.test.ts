import { describe, expect, it } from 'vitest';
import { affine } from '#chainrule/graph/ops/affine.js';
import { itPassesTheGradientCheck, runOp } from './one-op.js';

const M = { shape: [2, 3], values: [1, 2, 3, 4, 5, 6] };

describe('affine', () => {
  it('Mx + c: ∂out/∂x = M, ∂out/∂M = x, ∂out/∂c = 1', () => {
    const inputs = { M, x: { shape: [3], values: [1, 0, -1] }, c: { shape: [2], values: [10, 20] } };
    const { shape, out, partials } = runOp(affine, { inputs, dOut: [2, -3] });
    expect(shape).toEqual([2]);
    expect(out).toEqual([8, 18]);
    expect(partials).toEqual({ M: [2, 0, -2, -3, -0, 3], x: [-10, -11, -12], c: [2, -3] });
  });

  it('wᵀx + b, a scalar, is its vector case; the partials of shared inputs are summed over the rows', () => {
    const inputs = {
      M: { shape: [2], values: [3, -1] },
      x: { shape: [2], values: [1, 2, 4, 5] },
      c: { shape: [], values: [0.5] },
    };
    const { shape, out, partials } = runOp(affine, { inputs, dOut: [2, -1], rows: 2, shared: ['M', 'c'] });
    expect(shape).toEqual([]);
    expect(out).toEqual([1.5, 7.5]);
    expect(partials).toEqual({ M: [-2, -1], x: [6, -2, -3, 1], c: [1] });
  });

  it('goes without c', () => {
    const inputs = { M, x: { shape: [3], values: [1, 1, 1, 0, 1, 0] } };
    const { out, partials } = runOp(affine, { inputs, dOut: [1, 2, 3, 4], rows: 2, shared: ['M'] });
    expect(out).toEqual([6, 15, 2, 5]);
    expect(partials).toEqual({ M: [1, 4, 1, 2, 6, 2], x: [9, 12, 15, 19, 26, 33] });
  });

  it('takes a matrix for each row with a shared x, with an x for each row, and a c for each row', () => {
    const matrices = { shape: [2, 2], values: [1, 2, 3, 4, 5, 6, 7, 8] };
    const c = { shape: [2], values: [10, 20, 30, 40] };
    const one = { M: matrices, x: { shape: [2], values: [1, -1] }, c };
    const dOut = [1, 2, 3, -1];
    expect(runOp(affine, { inputs: one, dOut, rows: 2, shared: ['x'] })).toMatchObject({
      out: [9, 19, 29, 39],
      partials: { M: [1, -1, 2, -2, 3, -3, -1, 1], x: [15, 20], c: [1, 2, 3, -1] },
    });
    const each = {
      M: matrices,
      x: { shape: [2], values: [1, -1, 2, 1] },
      c: { shape: [2], values: [10, 20] },
    };
    expect(runOp(affine, { inputs: each, dOut, rows: 2, shared: ['c'] })).toMatchObject({
      out: [9, 19, 26, 42],
      partials: { M: [1, -1, 2, -2, 6, 3, -2, -1], x: [7, 10, 8, 10], c: [4, 1] },
    });
    const none = { M, x: { shape: [3], values: [1, 0, -1] }, c };
    expect(runOp(affine, { inputs: none, dOut, rows: 2, shared: ['M', 'x'] })).toMatchObject({
      out: [8, 18, 28, 38],
      partials: { M: [4, 0, -4, 1, 0, -1], x: [8, 13, 18], c: dOut },
    });
  });

  it('says which shapes would fit', () => {
    const wanted = 'M a vector [p] with x [p] and c a scalar, or M a matrix [n, p] with x [p] and c [n]';
    expect(affine.shape({ M: [2, 3], x: [2] })).toBe(wanted);
    expect(affine.shape({ M: [], x: [1] })).toBe(wanted);
    expect(affine.shape({ M: [2, 3], x: [3], c: [3] })).toBe(wanted);
    expect(affine.shape({ M: [2, 3], x: [3], c: [] })).toBe(wanted);
    expect(affine.shape({ M: [3], x: [3], c: [1] })).toBe(wanted);
    expect(affine.shape({ M: [3], x: [3, 1] })).toBe(wanted);
  });

  itPassesTheGradientCheck(affine, { shapes: (n, p) => [[n, p], [p], [n]] });
  itPassesTheGradientCheck(affine, { shapes: (_, p) => [[p], [p], []] });
  itPassesTheGradientCheck(affine, { shapes: (n, p) => [[n, p], [p]] });
});
