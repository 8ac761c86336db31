import { describe, expect, it } from 'vitest';
import { run } from './values.js';

describe('log', () => {
  it('is the natural logarithm with slope 1/a', () => {
    const { value, partials } = run('log', { a: [1, Math.E, 0.25] }, [3, 3, 3]);
    expect(value[0]).toBe(0);
    expect(value[1]).toBeCloseTo(1, 15);
    expect(value[2]).toBeCloseTo(-1.3862943611198906, 14);
    expect(partials['a']).toEqual([3, 3 / Math.E, 12]);
  });

  it('hides no number outside its domain', () => {
    expect(run('log', { a: [0, -1] }, [1, 1]).value).toEqual([-Infinity, Number.NaN]);
  });
});
