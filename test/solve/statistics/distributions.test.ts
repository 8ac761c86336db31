/** Distributions against their closed forms, and identities between them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  fisherUpper,
  incompleteBeta,
  studentTwoSided,
  studentTwoSidedQuantile,
} from '#chainrule/solve/statistics/distributions.js';

const seed = 20;
const near = (value: number, expected: number, digits = 12) =>
  expect(Math.abs(value - expected)).toBeLessThanOrEqual(10 ** -digits * Math.abs(expected));

describe('Student', () => {
  it('with 1 degree of freedom is Cauchy', () => {
    for (const t of [1e-9, 0.1, 1, 3, 100, 1e10, 1e100])
      near(studentTwoSided(t, 1), (2 / Math.PI) * Math.atan(1 / t));
  });

  it('with 2 degrees of freedom is algebraic', () => {
    // 1 − t/√(2 + t²) without its cancellation.
    for (const t of [0.5, 1, 10, 1e5, 1e100]) {
      const root = Math.sqrt(2 + t * t);
      near(studentTwoSided(t, 2), 2 / (root * (root + t)));
    }
  });

  it('has the quantiles of the tables', () => {
    // NIST/SEMATECH e-Handbook 1.3.6.7.2 (three decimals), and closed forms.
    const table = new Map([
      [5, 2.571],
      [10, 2.228],
      [30, 2.042],
      [100, 1.984],
    ]);
    for (const [df, t] of table) expect(studentTwoSidedQuantile(0.05, df)).toBeCloseTo(t, 3);
    near(studentTwoSidedQuantile(0.05, 1), Math.tan(0.475 * Math.PI));
    near(studentTwoSidedQuantile(0.05, 2), Math.sqrt((2 * 0.95 ** 2) / (1 - 0.95 ** 2)));
    expect(studentTwoSidedQuantile(0.05, 1e9)).toBeCloseTo(1.959963984540054, 7);
  });
});

describe('Fisher', () => {
  it('with 2 degrees of freedom above is a power', () => {
    const arbitrary = fc.tuple(
      fc.double({ min: 1e-3, max: 1e3, noNaN: true }),
      fc.integer({ min: 1, max: 2000 }),
    );
    fc.assert(
      fc.property(arbitrary, ([f, d2]) => {
        const expected = Math.exp((-d2 / 2) * Math.log1p((2 * f) / d2));
        near(fisherUpper(f, 2, d2), expected, 10);
      }),
      { seed },
    );
  });

  it('with as many degrees above as below is 1/2 at 1, and turns over at 1/f', () => {
    for (const d of [3, 30, 3000, 1e6, 1e8]) {
      near(fisherUpper(1, d, d), 0.5, 11);
      near(fisherUpper(1.001, d, d) + fisherUpper(1 / 1.001, d, d), 1, 11);
    }
  });

  it('with 1 degree of freedom above is t squared', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-3, max: 30, noNaN: true }),
        fc.integer({ min: 1, max: 100000 }),
        (t, df) => {
          near(fisherUpper(t * t, 1, df), studentTwoSided(t, df), 10);
        },
      ),
      { seed },
    );
  });
});

describe('incomplete beta', () => {
  it('of whole a and b is a binomial sum', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 1, max: 30 }),
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        (a, b, x) => {
          const n = a + b - 1;
          let sum = 0;
          let choose = 1;
          for (let k = 0; k <= n; k++) {
            if (k >= a) sum += choose * x ** k * (1 - x) ** (n - k);
            choose *= (n - k) / (k + 1);
          }
          near(incompleteBeta(x, 1 - x, a, b), sum, 11);
        },
      ),
      { seed },
    );
  });
});
