import { describe, expect, it } from 'vitest';
import { itPassesTheGradientCheck, opNamed, runOp } from './one-op.js';

const add = opNamed('add');

describe('add', () => {
  it('adds element by element and hands dOut to both', () => {
    const inputs = { a: { shape: [2], values: [1, 2, -3, 4] }, b: { shape: [2], values: [10, 20, 30, 40] } };
    const { shape, out, partials } = runOp(add, { inputs, dOut: [3, -2, 0.5, 7], rows: 2 });
    expect(shape).toEqual([2]);
    expect(out).toEqual([11, 22, 27, 44]);
    expect(partials).toEqual({ a: [3, -2, 0.5, 7], b: [3, -2, 0.5, 7] });
  });

  it('wants inputs of one shape, or scalars', () => {
    expect(add.shape({ a: [2], b: [3] })).toBe('inputs of one shape, or scalars');
    expect(add.shape({ a: [], b: [] })).toEqual([]);
  });

  itPassesTheGradientCheck(add, { shapes: (n) => [[n], [n]] });
  itPassesTheGradientCheck(add, { shapes: () => [[], []] });
});
