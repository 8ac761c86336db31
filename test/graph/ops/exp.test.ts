import { describe, expect, it } from 'vitest';
import { run } from './values.js';

describe('exp', () => {
  it('is its own slope', () => {
    const { value, partials } = run('exp', { a: [0, 1, -2] }, [3, 3, 3]);
    expect(value[0]).toBe(1);
    expect(value[1]).toBeCloseTo(Math.E, 14);
    expect(value[2]).toBeCloseTo(0.1353352832366127, 15);
    expect(partials['a']).toEqual(value.map((out) => out * 3));
  });
});
