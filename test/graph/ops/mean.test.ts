import { describe, expect, it } from 'vitest';
import { run } from './values.js';

describe('mean', () => {
  it('shares ∂J/∂out among its n elements', () => {
    const { value, partials } = run('mean', { a: [1, 2, 6, 7] }, [10]);
    expect(value).toEqual([4]);
    expect(partials['a']).toEqual([2.5, 2.5, 2.5, 2.5]);
  });
});
