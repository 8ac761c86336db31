import { describe, expect, it } from 'vitest';
import { sum } from '#chainrule/graph/ops/sum.js';
import { itPassesTheGradientCheck, runOp } from './one-op.js';

describe('sum', () => {
  it('adds the elements of each row; every element gets the dOut of its row', () => {
    const inputs = { a: { shape: [3], values: [1, 2, 3, -4, 5, 6] } };
    const { shape, out, partials } = runOp(sum, { inputs, dOut: [2, -3], rows: 2 });
    expect(shape).toEqual([]);
    expect(out).toEqual([6, 7]);
    expect(partials).toEqual({ a: [2, 2, 2, -3, -3, -3] });
  });

  itPassesTheGradientCheck(sum, { shapes: (n) => [[n]] });
  itPassesTheGradientCheck(sum, { shapes: (n, p) => [[n, p]] });
});
