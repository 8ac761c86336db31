import { describe, expect, it } from 'vitest';
import { itPassesTheGradientCheck, opNamed, runOp } from './one-op.js';

const max = opNamed('max');

describe('max', () => {
  it('hands dOut to the larger one, to b where both are equal', () => {
    const inputs = { a: { shape: [3], values: [1, -2, 3] }, b: { shape: [3], values: [0, 5, 3] } };
    const { out, partials } = runOp(max, { inputs, dOut: [2, 3, 4] });
    expect(out).toEqual([1, 5, 3]);
    expect(partials).toEqual({ a: [2, 0, 0], b: [0, 3, 4] });
  });

  it('has a kink where both are equal', () => {
    expect(max.pieces?.([1, 2], {})).not.toEqual(max.pieces?.([2, 1], {}));
    expect(max.pieces?.([1, 2], {})).toEqual(max.pieces?.([-1, 7], {}));
  });

  itPassesTheGradientCheck(max, { shapes: (n) => [[n], [n]] });
  itPassesTheGradientCheck(max, { shapes: (n, p) => [[n, p], []] });
});
