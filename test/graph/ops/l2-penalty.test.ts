import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { l2Penalty } from '#chainrule/graph/ops/l2-penalty.js';
import { itPassesTheGradientCheck, runOp } from './one-op.js';

describe('l2Penalty', () => {
  it('λ wᵀw and 2λw', () => {
    const inputs = { w: { shape: [3], values: [1, -2, 3] } };
    const { shape, out, partials } = runOp(l2Penalty, { inputs, constants: { lambda: 0.5 }, dOut: [4] });
    expect(shape).toEqual([]);
    expect(out).toEqual([7]);
    expect(partials).toEqual({ w: [4, -8, 12] });
  });

  it('takes each row by itself where w belongs to the example', () => {
    const inputs = { w: { shape: [2], values: [1, 2, 3, 4] } };
    const { out, partials } = runOp(l2Penalty, { inputs, constants: { lambda: 2 }, dOut: [1, -1], rows: 2 });
    expect(out).toEqual([10, 50]);
    expect(partials).toEqual({ w: [4, 8, -12, -16] });
  });

  itPassesTheGradientCheck(l2Penalty, {
    shapes: (n) => [[n]],
    constants: { lambda: fc.integer({ min: 0, max: 16 }).map((eighths) => eighths / 8) },
  });
});
