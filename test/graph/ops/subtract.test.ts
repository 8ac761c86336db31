import { describe, expect, it } from 'vitest';
import { itPassesTheGradientCheck, opNamed, runOp } from './one-op.js';

const subtract = opNamed('subtract');

describe('subtract', () => {
  it('subtracts element by element; dOut goes to a, −dOut to b', () => {
    const inputs = { a: { shape: [], values: [5, 1] }, b: { shape: [], values: [2, 4] } };
    const { shape, out, partials } = runOp(subtract, { inputs, dOut: [3, -2], rows: 2 });
    expect(shape).toEqual([]);
    expect(out).toEqual([3, -3]);
    expect(partials).toEqual({ a: [3, -2], b: [-3, 2] });
  });

  it('wants inputs of one shape, or scalars', () => {
    expect(subtract.shape({ a: [], b: [1] })).toEqual([1]);
    expect(subtract.shape({ a: [2, 1], b: [2] })).toBe('inputs of one shape, or scalars');
  });

  itPassesTheGradientCheck(subtract, {
    shapes: (n, p) => [
      [n, p],
      [n, p],
    ],
  });
});
