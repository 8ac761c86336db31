/** Double-double and powers of two against exact arithmetic. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  add,
  type DoubleDouble,
  divide,
  multiply,
  squareRoot,
  twoSum,
} from '#chainrule/solve/arithmetic/double-double.js';
import { exponentOf, powerOfTwo, scaleBy } from '#chainrule/solve/arithmetic/powers-of-two.js';
import { type Dyadic, dyadic, minus, plus, product } from '../dyadic.js';

const seed = 11;
const number = fc.tuple(fc.double({ min: -1, max: 1, noNaN: true }), fc.integer({ min: -60, max: 60 }));
const wide = fc
  .tuple(number, fc.double({ min: -1, max: 1, noNaN: true }))
  .map(([[x, e], y]): DoubleDouble => {
    const high = x * powerOfTwo(e) + powerOfTwo(e);
    return twoSum(high, y * high * 2 ** -54);
  });

const exact = ([hi, lo]: DoubleDouble): Dyadic => plus(dyadic(hi), dyadic(lo));

/** |a − b| ≤ 2⁻¹⁰⁰·size. */
function near(a: Dyadic, b: Dyadic, size: Dyadic): boolean {
  const off = minus(a, b);
  const left = product({ m: off.m < 0n ? -off.m : off.m, e: off.e }, dyadic(2 ** 100));
  return minus(left, size).m <= 0n;
}

const magnitude = ({ m, e }: Dyadic): Dyadic => ({ m: m < 0n ? -m : m, e });

describe('double-double', () => {
  it('adds, multiplies, divides and takes roots to 2⁻¹⁰⁰', () => {
    fc.assert(
      fc.property(wide, wide, (a, b) => {
        const x = exact(a);
        const y = exact(b);
        expect(near(exact(add(a, b)), plus(x, y), plus(magnitude(x), magnitude(y)))).toBe(true);
        expect(near(exact(multiply(a, b)), product(x, y), magnitude(product(x, y)))).toBe(true);
        if (b[0] === 0) return;
        // The quotient times the divisor, and the root times itself, are compared: neither is dyadic.
        expect(near(product(exact(divide(a, b)), y), x, magnitude(x))).toBe(true);
        // The high word is the sum of both, rounded.
        for (const [hi, lo] of [add(a, b), multiply(a, b), divide(a, b)]) expect(hi + lo).toBe(hi);
        const root = exact(squareRoot(b[0] > 0 ? b : [-b[0], -b[1]]));
        expect(near(product(root, root), magnitude(y), product(magnitude(y), dyadic(4)))).toBe(true);
      }),
      { seed, numRuns: 2000 },
    );
  });
});

describe('powers of two', () => {
  it('exponentOf brackets every float64', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (x) => {
        fc.pre(x !== 0);
        const { m, e } = magnitude(dyadic(x));
        expect(exponentOf(x)).toBe(m.toString(2).length + e);
      }),
      { seed, numRuns: 1000, examples: [[Number.MIN_VALUE], [Number.MAX_VALUE], [2 ** -1022]] },
    );
  });

  it('scaleBy rounds once, to nearest', () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.integer({ min: -2200, max: 2200 }),
        (x, e) => {
          const result = scaleBy(x, e);
          const { m, e: exponent } = dyadic(x);
          const wanted = { m, e: exponent + e };
          if (Number.isFinite(result)) {
            const off = magnitude(minus(dyadic(result), wanted));
            // At most half of the least subnormal, and nothing where the result is normal.
            const bound = Math.abs(result) >= 2 ** -1022 ? dyadic(0) : { m: 1n, e: -1075 };
            expect(minus(off, bound).m <= 0n).toBe(true);
          } else {
            expect(minus(magnitude(wanted), dyadic(Number.MAX_VALUE)).m > 0n).toBe(true);
          }
        },
      ),
      { seed, numRuns: 3000 },
    );
  });
});
