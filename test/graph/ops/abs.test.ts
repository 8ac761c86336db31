import { describe, expect, it } from 'vitest';
import { run } from './values.js';

describe('abs', () => {
  it('has the size as value and the sign as slope, 0 at the kink', () => {
    const { value, partials } = run('abs', { a: [-3, 0, 2] }, [10, 10, 10]);
    expect(value).toEqual([3, 0, 2]);
    expect(partials['a']).toEqual([-10, 0, 10]);
  });
});
