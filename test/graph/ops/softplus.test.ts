import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { differences, run } from './values.js';

describe('softplus', () => {
  it('neither overflows nor loses small results', () => {
    const { value, partials } = run('softplus', { a: [0, 1000, -1000, -40, 40] }, [2, 2, 2, 2, 2]);
    expect(value[0]).toBeCloseTo(Math.LN2, 15);
    expect(value[1]).toBe(1000);
    expect(value[2]).toBe(0);
    // By Python: (1 + decimal.Decimal(-40).exp()).ln() with 40 digits.
    expect(value[3]! / 4.248354255291589e-18).toBeCloseTo(1, 14);
    expect(value[4]).toBe(40);
    expect(partials['a']![0]).toBe(1);
    expect(partials['a']![1]).toBe(2);
    expect(partials['a']![2]).toBe(0);
  });

  it('has the slope of its finite difference', () => {
    const a = fc.double({ min: -30, max: 30, noNaN: true });
    fc.assert(
      fc.property(a, (at) => {
        const [difference] = differences('softplus', [at], [1]);
        expect(run('softplus', { a: [at] }, [1]).partials['a']![0]).toBeCloseTo(difference!, 7);
      }),
      { seed: 11 },
    );
  });
});
