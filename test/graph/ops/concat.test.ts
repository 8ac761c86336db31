import { describe, expect, it } from 'vitest';
import { itPassesTheGradientCheck, opNamed, runOp } from './one-op.js';

const concat = opNamed('concat');

describe('concat', () => {
  it('puts b behind a, row by row, and takes dOut apart', () => {
    const inputs = { a: { shape: [2], values: [1, 2, 3, 4] }, b: { shape: [], values: [8, 9] } };
    const { shape, out, partials } = runOp(concat, { inputs, dOut: [1, 2, 3, 4, 5, 6], rows: 2 });
    expect(shape).toEqual([3]);
    expect(out).toEqual([1, 2, 8, 3, 4, 9]);
    expect(partials).toEqual({ a: [1, 2, 4, 5], b: [3, 6] });
  });

  it('wants vectors or scalars', () => {
    expect(concat.shape({ a: [2, 2], b: [] })).toBe('vectors or scalars');
    expect(concat.shape({ a: [], b: [] })).toEqual([2]);
  });

  itPassesTheGradientCheck(concat, { shapes: (n, p) => [[n], [p]] });
  itPassesTheGradientCheck(concat, { shapes: (n) => [[], [n]] });
});
