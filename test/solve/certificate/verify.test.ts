/** The proved eigenvalue is never above the true one, in exact arithmetic, whatever A is off by within its stated error. */
import { describe, expect, it } from 'vitest';
import { type Random, random } from '#chainrule/random.js';
import {
  add,
  type DoubleDouble,
  divide,
  multiply,
  subtract,
} from '#chainrule/solve/arithmetic/double-double.js';
import { provenEigenvalue, type Verifiable } from '#chainrule/solve/certificate/verify.js';
import { inverseFactor } from '#chainrule/solve/matrices/inverse-factor.js';
import { matrices } from '../../support/plain-workspace.js';
import { type Dyadic, dyadic, integer, minus, product, sum } from '../dyadic.js';
import { exactly } from '../in-frame.js';

type Matrix<T> = readonly (readonly T[])[];

/** A factor of a matrix as it was reported, in double-double or without low words, by S [k, k] row-major. */
function factorOf(
  reported: Matrix<DoubleDouble>,
  inverse: Float64Array,
  entryError: number,
  exact = true,
): Verifiable {
  const k = reported.length;
  const norm = reported.map((row, j) => Math.sqrt(row[j]![0]));
  let amplification = 0;
  for (let j = 0; j < k; j++) {
    let q = 0;
    for (let i = 0; i <= j; i++) q += Math.abs(inverse[i * k + j]!) * norm[i]!;
    amplification += q * q;
  }
  const words = exact ? [0, 1] : [0];
  const matrix = Float64Array.from(words.flatMap((word) => reported.flat().map((value) => value[word]!)));
  return { inverse, matrix, entryError, amplification };
}

const proven = (factor: Verifiable) => provenEigenvalue(matrices, factor);

/** Whether no eigenvalue of SᵀAS is below `least`: no leading minor of SᵀAS − least·I is negative. */
function isLowerBound(least: number, a: Matrix<Dyadic>, s: Float64Array): boolean {
  const k = a.length;
  const indices = [...a.keys()];
  const S = indices.map((i) => indices.map((j) => dyadic(s[i * k + j]!)));
  const m = indices.map((i) =>
    indices.map((j) => {
      const terms = indices.flatMap((p) => indices.map((q) => product(S[p]![i]!, a[p]![q]!, S[q]![j]!)));
      return i === j ? minus(sum(terms), dyadic(least)) : sum(terms);
    }),
  );
  const e = Math.min(0, ...m.flat().map((value) => value.e));
  const whole = m.map((row) => row.map((value) => integer(value, e)));
  let previous = 1n;
  for (let p = 0; p < k; p++) {
    const pivot = whole[p]![p]!;
    if (pivot < 0n) return false;
    if (pivot === 0n) continue;
    for (let i = p + 1; i < k; i++) {
      for (let j = p + 1; j < k; j++) {
        whole[i]![j] = (whole[i]![j]! * pivot - whole[i]![p]! * whole[p]![j]!) / previous;
      }
    }
    previous = pivot;
  }
  return true;
}

const plain = (value: number): DoubleDouble => [value, 0];

/** I − wwᵀ, where the Frobenius norm is the largest eigenvalue of the difference. */
function rankOne(w: readonly number[]): Matrix<DoubleDouble> {
  return w.map((a, i) => w.map((b, j) => subtract(plain(i === j ? 1 : 0), multiply(plain(a), plain(b)))));
}

function identity(k: number): Float64Array {
  return Float64Array.from({ length: k * k }, (_, at) => (at % (k + 1) === 0 ? 1 : 0));
}

/** A random matrix near I. */
function near(source: Random, k: number): number[][] {
  const a = Array.from({ length: k }, () => new Array<number>(k).fill(1));
  for (let i = 0; i < k; i++) {
    for (let j = i + 1; j < k; j++) {
      a[i]![j] = (source.uniform() - 0.5) / k;
      a[j]![i] = a[i]![j]!;
    }
  }
  return a;
}

describe('the proved eigenvalue', () => {
  it('is a lower bound where entries are off by their stated error', async () => {
    for (let seed = 0; seed < 60; seed++) {
      const source = random(seed, 'verify');
      const k = 1 + source.below(4);
      const scale = Array.from({ length: k }, () => 2 ** (source.below(20) - 10));
      const right = near(source, k).map((row, i) => row.map((value, j) => value * scale[i]! * scale[j]!));
      const entryError = 2 ** -(5 + source.below(30)) / k;
      const ones = source.below(2) === 0;
      // A little within the stated error, which is relative to norms of the entries as reported.
      const reported = right.map((row, i) =>
        row.map((value, j) => {
          const sign = ones || (i + j) % 2 === 0 ? 1 : -1;
          return plain(value + sign * 0.99 * entryError * scale[i]! * scale[j]!);
        }),
      );
      const inverse = (await inverseFactor(
        matrices,
        Float64Array.from(reported.flat(), ([hi]) => hi),
        k,
        0,
      ))!;
      const eigenvalue = await proven(factorOf(reported, inverse, entryError));
      expect(
        isLowerBound(
          eigenvalue,
          right.map((row) => row.map(dyadic)),
          inverse,
        ),
        `seed ${seed}`,
      ).toBe(true);
      if (entryError < 2 ** -12) expect(eigenvalue).toBeGreaterThan(0.9);
    }
  });

  it.each([true, false])(
    'is a lower bound where rounding of SᵀAS itself is large, in double-double: %j',
    async (exact) => {
      let proved = 0;
      for (let seed = 0; seed < 300; seed++) {
        const source = random(seed, 'rounding');
        // S = [[1, −ta], [0, t]] and A = [[1, a], [a, a² + 1/t²]]: I but for the last bits of A, which t² brings up.
        const t =
          2 ** (exact ? 14 + source.below(3) : source.below(3) - 8) * (2 ** 28 + source.below(2 ** 28));
        const a = 1 + source.below(2 ** 20) * 2 ** -20;
        const inverse = Float64Array.of(1, -t * a, 0, t);
        const word = ([hi, lo]: DoubleDouble): DoubleDouble => [hi, exact ? lo : 0];
        const last = word(add(plain(a * a), divide(plain(1), multiply(plain(t), plain(t)))));
        const matrix = (b: DoubleDouble) => [
          [plain(1), plain(a)],
          [plain(a), b],
        ];
        // What rounding makes of it, taken off and put on: one of them is computed as I and is not.
        const off = 1 - (await proven({ ...factorOf(matrix(last), inverse, 0, exact), amplification: 0 }));
        for (const by of [off, -off]) {
          const reported = matrix(word(add(last, divide(plain(by / t), plain(t)))));
          const eigenvalue = await proven(factorOf(reported, inverse, 0, exact));
          if (!(eigenvalue > 0)) continue;
          proved += 1;
          const right = reported.map((row) => row.map(exactly));
          expect(isLowerBound(eigenvalue, right, inverse), `seed ${seed}`).toBe(true);
        }
      }
      expect(proved).toBeGreaterThan(100);
    },
  );

  it('is a lower bound where the last bit decides, and where the Frobenius norm is sharp', async () => {
    const last: Matrix<DoubleDouble> = [[[1, -(2 ** -54)]]];
    expect(
      isLowerBound(await proven(factorOf(last, identity(1), 0)), [[exactly(last[0]![0]!)]], identity(1)),
    ).toBe(true);
    for (const w of [[0.5, 0.5], [0.75, 0.25, 0.5], [0.7], [0.1, 0.2, 0.3, 0.4]]) {
      const a = rankOne(w);
      const s = identity(w.length);
      const eigenvalue = await proven(factorOf(a, s, 0));
      expect(
        isLowerBound(
          eigenvalue,
          a.map((row) => row.map(exactly)),
          s,
        ),
      ).toBe(true);
      expect(eigenvalue).toBeCloseTo(1 - w.reduce((all, x) => all + x * x, 0), 12);
    }
  });

  it('is a lower bound where many squares are summed', async () => {
    // I − a·11ᵀ has the eigenvalue 1 − ka. In running sums, squares of such an a lose the same bits every time.
    const k = 256;
    for (let seed = 0; seed < 3; seed++) {
      const a = (0.9 + 0.09 * random(seed, 'squares').uniform()) / k;
      const matrix = Array.from({ length: k }, (_, i) =>
        Array.from({ length: k }, (_, j) => subtract(plain(i === j ? 1 : 0), plain(a))),
      );
      const eigenvalue = await proven(factorOf(matrix, identity(k), 0));
      expect(eigenvalue).toBeGreaterThan(0);
      const right = minus(dyadic(1), product(dyadic(k), dyadic(a)));
      expect(minus(right, dyadic(eigenvalue)).m >= 0n, `seed ${seed}`).toBe(true);
    }
  });

  it('is 0 where it would be below 2⁻²⁰ or is not a number', async () => {
    const of = (value: number) => proven(factorOf([[plain(value)]], identity(1), 0));
    expect(await of(2 ** -19)).toBeGreaterThan(2 ** -20);
    expect(await of(2 ** -21)).toBe(0);
    expect(await of(Number.NaN)).toBe(0);
  });
});
