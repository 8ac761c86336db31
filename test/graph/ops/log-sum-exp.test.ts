import { describe, expect, it } from 'vitest';
import { itPassesTheGradientCheck, opNamed, runOp } from './one-op.js';

const logSumExp = opNamed('logSumExp');

describe('logSumExp', () => {
  it('ln Σ e^aⱼ of each row, with the softmax as its partials', () => {
    const inputs = { a: { shape: [3], values: [0, Math.log(2), Math.log(5), -1, -1, -1] } };
    const { shape, out, partials } = runOp(logSumExp, { inputs, dOut: [16, 3], rows: 2 });
    expect(shape).toEqual([]);
    expect(out[0]).toBeCloseTo(Math.log(8), 14);
    expect(out[1]).toBeCloseTo(Math.log(3) - 1, 14);
    for (const [i, expected] of [2, 4, 10, 1, 1, 1].entries())
      expect(partials['a']?.[i]).toBeCloseTo(expected, 13);
  });

  it('neither overflows nor vanishes', () => {
    const inputs = { a: { shape: [2], values: [1000, 999, -1000, -1000] } };
    const { out, partials } = runOp(logSumExp, { inputs, dOut: [1, 1], rows: 2 });
    expect(out[0]).toBeCloseTo(1000 + Math.log1p(Math.exp(-1)), 12);
    expect(out[1]).toBeCloseTo(-1000 + Math.LN2, 12);
    expect(partials['a']?.[2]).toBeCloseTo(0.5, 12);
  });

  itPassesTheGradientCheck(logSumExp, { shapes: (n) => [[n]] });
  itPassesTheGradientCheck(logSumExp, { shapes: (n, p) => [[n, p]] });
});
