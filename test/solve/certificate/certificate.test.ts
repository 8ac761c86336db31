/** Certificates of problems that are not hostile: dependence that is proved, many columns, no factor. */
import { describe, expect, it } from 'vitest';
import { random } from '#chainrule/random.js';
import {
  certificateFrom,
  certificateNearby,
  certificateOf,
  certify,
  proveFactor,
} from '#chainrule/solve/certificate/certificate.js';
import { solveExact } from '#chainrule/solve/exact/exact.js';
import { factorize } from '#chainrule/solve/exact/factor.js';
import { pointInput } from '#chainrule/solve/exact/point.js';
import { prepareColumns } from '#chainrule/solve/exact/prepared-columns.js';
import { runnerWith } from '#chainrule/solve/passes/block-pass.js';
import { type Dyadic, dyadic, minus, plus, product, sum } from '../dyadic.js';
import { Oracle, type Problem } from '../oracle.js';
import { primalFactor } from '../primal.js';
import { rawPoint } from '../raw-point.js';
import { pointOf } from '../standardized-point.js';
import { runnerOf } from '../trial.js';
import { measuredOf, plainColumns, plainPoint, provenBy } from './records.js';

const source = random(4, 'rows');
const n = 60;
const levels = Array.from({ length: n }, () => source.below(3));
const money = Array.from({ length: n }, () => [source.below(100000) / 4, source.below(100000) / 4]);
const y = Array.from({ length: n }, (_, i) => levels[i]! + money[i]![0]! * 1e-4 + source.uniform());
const plain = { intercept: true, standardize: false, l2Reg: 0 };
const options = { exactCheckColumns: 200 };

async function certificateAt(problem: Problem, weights: readonly number[], b: number) {
  const run = runnerOf(problem, 16);
  const columns = await prepareColumns(run, problem);
  const certificate = await certify(run, columns, pointOf(columns, weights, b), options);
  const oracle = new Oracle(problem);
  const at = oracle.objective(weights.map(dyadic), dyadic(b));
  expect(oracle.isBound(certificate.bound, at)).toBe(true);
  expect(oracle.isRelativeBound(certificate.relativeGap, at)).toBe(true);
  return { certificate, tight: !oracle.isBound(certificate.bound * 0.999, at) };
}

describe('a certificate', () => {
  it('of all levels of a factor and of a total with its parts is tight, as their dependence is proved', async () => {
    const x = levels.map((level, i) => {
      const [a, b] = money[i]!;
      return [level === 0 ? 1 : 0, level === 1 ? 1 : 0, level === 2 ? 1 : 0, a!, b!, a! + b!];
    });
    const { certificate, tight } = await certificateAt({ ...plain, x, y }, [0, 1, 2, 0, 0, 1e-4], 0.5);
    expect(certificate).toMatchObject({ certified: true, reason: undefined });
    expect(tight).toBe(true);
  });

  it('is not given where one relation of two is broken', async () => {
    const x = money.map(([a, b], i) => [a!, b!, a! + b!, (a! - b!) * (i === 7 ? 1 + 2 ** -52 : 1)]);
    for (const order of [
      [0, 1, 2, 3],
      [0, 1, 3, 2],
    ]) {
      const reordered = x.map((row) => order.map((j) => row[j]!));
      const { certificate } = await certificateAt({ ...plain, x: reordered, y }, [0, 0, 0, 0], 1);
      expect(certificate.certified).toBe(false);
    }
  });

  it('of a column with a small part of another is tight, and with other fractions', async () => {
    for (const [p, q] of [
      [1 / 128, 1],
      [1 / 64, 0.25],
      [3 / 8, -5],
    ] as const) {
      const x = money.map(([a, b]) => [4 * a!, 4 * b!, 4 * (p * a! + q * b!)]);
      const { certificate, tight } = await certificateAt({ ...plain, x, y }, [0, 1e-4, 0], 0.5);
      expect(certificate.certified).toBe(true);
      expect(tight).toBe(true);
    }
  });

  it('is not given where one row breaks the relation by one unit in the last place', async () => {
    const x = money.map(([a, b], i) => [a!, b!, (a! + b!) * (i === 40 ? 1 + 2 ** -52 : 1)]);
    const { certificate } = await certificateAt({ ...plain, x, y }, [0, 0, 0], 1);
    expect(certificate).toMatchObject({ certified: false, bound: Number.POSITIVE_INFINITY });
    expect(certificate.reason).toContain('dependent');
  });

  it('above exactCheckColumns comes from regularization alone, and without it there is none', async () => {
    const x = money.map(([a, b]) => [a!, b!]);
    for (const l2Reg of [0, 0.5]) {
      const problem = { x, y, intercept: true, standardize: true, l2Reg };
      const run = runnerOf(problem, 16);
      const columns = await prepareColumns(run, problem);
      const at = pointOf(columns, [0.1, 0.2], 1);
      const exact = await certify(run, columns, at, options);
      const rough = await certify(run, columns, at, { exactCheckColumns: 1 });
      expect(exact.certified).toBe(true);
      expect(rough.certified).toBe(l2Reg > 0);
      expect(rough.bound).toBeGreaterThan(exact.bound);
    }
  });

  it('from the gradient at another point says the same as a pass does', async () => {
    const x = money.map(([a, b]) => [a!, b!]);
    for (const [intercept, l2Reg] of [
      [true, 0],
      [true, 0.5],
      [false, 0],
      [false, 0.5],
    ] as const) {
      const problem = { x, y, intercept, standardize: true, l2Reg };
      const run = runnerOf(problem, 16);
      const { columns, factor, gradient } = await solveExact(run, {
        ...problem,
        onRankDeficient: 'error',
        names: [],
      });
      const proven = await proveFactor(run, columns, primalFactor({ factor }));
      for (const size of [1e-9, 1e-3, 1, 10]) {
        const point = pointOf(columns, [size, -2 * size], intercept ? 3 * size : 0);
        const nearby = certificateNearby(columns, point, gradient, proven)!;
        const passed = await certify(run, columns, point, { ...options, proven });
        for (const key of ['objective', 'bound', 'relativeGap'] as const) {
          expect(Math.abs(nearby[key] / passed[key] - 1)).toBeLessThan(1e-7);
        }
      }
    }
  });
});

/** ‖Sᵀh‖², which is hᵀA⁻¹h where SᵀAS is I. */
function quadratic(s: readonly number[], h: readonly number[]): Dyadic {
  const k = h.length;
  const c = h.map((_, j) => sum(h.map((value, i) => product(dyadic(s[i * k + j]!), dyadic(value)))));
  return sum(c.map((value) => product(value, value)));
}

const atLeast = (value: number, exact: Dyadic) => minus(dyadic(value), exact).m >= 0n;

describe('a bound from J and h', () => {
  const rows = 4;
  const half = dyadic(0.25);

  it('is at least hᵀA⁻¹h/n by the factor, for any h within its error, however much cancels in Sᵀh', () => {
    for (let seed = 0; seed < 400; seed++) {
      const by = random(seed, 'bound');
      const stretch = 2 ** by.below(40);
      const s = [1, -stretch * (1 + by.uniform()), 0, stretch];
      // So that the second number of Sᵀh is about as large as the first.
      const first = 1 + by.uniform();
      const h = [first, (-first * s[1]!) / s[3]! + by.uniform() / stretch];
      const error = seed % 2 === 0 ? 0 : 2 ** -by.below(40);
      const eigenvalue = 1 - by.below(3) / 4;
      const right = h.map((value) => value * (1 + (by.below(3) - 1) * error * 0.999));
      const hError = Float64Array.from(h, (value) => Math.abs(value) * error);
      const { bound } = certificateFrom(
        plainColumns(2, rows),
        plainPoint(2),
        measuredOf(h, { hError }),
        provenBy(s, eigenvalue),
      );
      const scaled = product(dyadic(bound), dyadic(eigenvalue));
      expect(minus(scaled, product(half, quadratic(s, right))).m >= 0n, `seed ${seed}`).toBe(true);
    }
  });

  it('is at least Σh²/(nλⱼ)/n by the penalty, for any h and penalty within their errors', () => {
    for (const error of [2 ** -8, 2 ** -20]) {
      for (const [ofH, ofPenalty] of [
        [1, 0],
        [0, 1],
        [1, 1],
      ] as const) {
        const penalty = 2;
        const columns = plainColumns(1, rows, {
          penalty: [[penalty * (1 + ofPenalty * error * 0.999), 0]],
          squaresError: Float64Array.of(ofPenalty * error, 0),
        });
        const measured = measuredOf([1 - ofH * error], { hError: Float64Array.of(ofH * error) });
        const { bound } = certificateFrom(columns, plainPoint(1), measured, undefined);
        expect(bound).toBeGreaterThanOrEqual(1 / penalty / rows);
        expect(bound).toBeLessThan(((1 + 3 * error) / penalty) * 0.25);
      }
    }
  });

  it('adds up many columns without losing the small ones', () => {
    // Each square is half a unit in the last place of the sum so far, and rounded away.
    const features = 2 ** 16;
    const h = Array.from({ length: features }, (_, j) => (j === 0 ? 1 : 2 ** -27));
    const { bound } = certificateFrom(
      plainColumns(features, 1),
      plainPoint(features),
      measuredOf(h),
      undefined,
    );
    expect(atLeast(bound, plus(dyadic(1), dyadic((features - 1) * 2 ** -54)))).toBe(true);
  });

  it('takes in the mean, the penalty of constant columns and idle weights', () => {
    const frame = { ...plainColumns(2, rows).frame, constant: [false, true, false] };
    const columns = plainColumns(2, rows, {
      frame,
      penalty: [
        [1, 0],
        [3, 0],
      ],
    });
    const point = plainPoint(2, {
      v: [
        [1, 0],
        [-5, 0],
      ],
      idle: 7,
    });
    for (const proven of [provenBy([1]), undefined]) {
      const { bound } = certificateFrom(columns, point, measuredOf([2, 11], { mean: 3 }), proven);
      expect(bound).toBeGreaterThanOrEqual(9 + (4 + 3 * 25) / rows + 7);
      expect(bound).toBeLessThan((9 + (4 + 3 * 25) / rows + 7) * (1 + 1e-11));
    }
  });

  it('is never below J − J* for any J within its error, nor is the relative gap', () => {
    const columns = plainColumns(1, rows);
    const at = (h: number, total: number, totalError: number) =>
      certificateFrom(columns, plainPoint(1), measuredOf([h], { total, totalError }), provenBy([1]));
    // J* ≥ 0: where h says nothing, J itself is the bound, at its largest.
    expect(at(2 ** 200, 10, 1).bound).toBeGreaterThanOrEqual(11 / rows);
    expect(at(2 ** 200, 10, 1).bound).toBeLessThan((11 / rows) * (1 + 1e-11));
    expect(at(2 ** 200, 10, 1).relativeGap).toBe(Number.POSITIVE_INFINITY);
    // J − J* = h²/n = 1, J at least (44 − 4)/n = 10.
    expect(at(2, 44, 4).relativeGap).toBeGreaterThanOrEqual(1 / 9);
    expect(at(2, 44, 4).relativeGap).toBeLessThan((1 / 9) * (1 + 1e-11));
    expect(at(2, 44, 4).objective).toBe(11);
  });

  it('stays above what is too small for float64', () => {
    const tiny = 0.7 * 2 ** -537;
    const eight = plainColumns(8, 1);
    const none = plainPoint(8, { v: new Array(8).fill([tiny, 0]) });
    for (const proven of [
      provenBy(Array.from({ length: 64 }, (_, at) => (at % 9 === 0 ? 1 : 0))),
      undefined,
    ]) {
      const h = new Array<number>(8).fill(tiny);
      const { bound } = certificateFrom(eight, none, measuredOf(h, { total: 0 }), proven);
      expect(atLeast(bound, product(dyadic(8), dyadic(tiny), dyadic(tiny)))).toBe(true);
    }
    // In units in which it is subnormal.
    for (let e = -545; e < -495; e++) {
      const frame = { ...eight.frame, exponent: eight.frame.exponent.map((_, j) => (j === 8 ? e : 0)) };
      const one = plainColumns(8, 1, { frame });
      const measured = measuredOf([1.3, 0, 0, 0, 0, 0, 0, 0]);
      const { bound } = certificateFrom(one, plainPoint(8), measured, undefined);
      expect(atLeast(bound, product(dyadic(1.3), dyadic(1.3), { m: 1n, e: 2 * e }))).toBe(true);
    }
    expect(
      certificateFrom(
        eight,
        plainPoint(8, { v: new Array(8).fill([0, 0]) }),
        measuredOf(new Array(8).fill(0), { total: 0 }),
        undefined,
      ),
    ).toMatchObject({ bound: 0, relativeGap: 0 });
  });

  it('is none where squares of a column are lost in rounding', () => {
    const columns = plainColumns(1, rows, { squaresError: Float64Array.of(Number.POSITIVE_INFINITY, 0) });
    const partial = Float64Array.of(1, 0, 1, 0, 0, 0);
    expect(certificateOf(columns, plainPoint(1), partial, undefined).certified).toBe(false);
  });
});

describe('idle weights of constant standardized columns', () => {
  const x = money.map(([a], i) => [a!, 5, 0.1, i % 7, -3, 2, 1e9]);

  it('add their penalty to J and to the bound, with a pass or without', async () => {
    const problem = { x, y, intercept: true, standardize: true, l2Reg: 0.25 };
    const run = runnerOf(problem, 16);
    const solved = await solveExact(run, { ...problem, onRankDeficient: 'error', names: [] });
    const { columns, factor, gradient } = solved;
    const proven = await proveFactor(run, columns, primalFactor({ factor }));
    const { weights, intercept } = solved.standardized;
    const at = async (idle: number) => {
      const point = pointOf(columns, weights.with(1, idle).with(2, -idle), intercept);
      const partial = await run('gradient', pointInput(columns, point));
      return [
        certificateOf(columns, point, partial, proven),
        certificateNearby(columns, point, gradient, proven)!,
      ];
    };
    const without = await at(0);
    for (const [k, certificate] of (await at(3)).entries()) {
      expect(certificate.objective / (without[k]!.objective + 4.5)).toBeCloseTo(1, 12);
      expect(certificate.bound).toBeGreaterThanOrEqual(4.5);
      expect(certificate.bound).toBeLessThan(4.5 * (1 + 1e-11));
    }
  });

  it('are not lost where each penalty is too small for float64', async () => {
    const problem = { x, y: y.map(() => 0), intercept: true, standardize: true, l2Reg: 1 };
    const run = runnerOf(problem, 16);
    const columns = await prepareColumns(run, problem);
    const proven = await proveFactor(run, columns);
    for (const square of [0.3, 0.6, 1.4]) {
      const weight = Math.sqrt(square) * 2 ** -537;
      const point = pointOf(columns, [0, weight, weight, 0, weight, weight, weight], 0);
      const { bound } = certificateOf(
        columns,
        point,
        await run('gradient', pointInput(columns, point)),
        proven,
      );
      expect(atLeast(bound, product(dyadic(5), dyadic(weight), dyadic(weight)))).toBe(true);
    }
  });
});

describe('certify', () => {
  it('takes the gradient near by where it proves a relative gap of 2⁻⁴⁶, and a pass where it does not', async () => {
    const problem = { x: money.map(([a, b]) => [a!, b!]), y, intercept: true, standardize: true, l2Reg: 0 };
    const run = runnerOf(problem, 16);
    const solved = await solveExact(run, { ...problem, onRankDeficient: 'error', names: [] });
    const { columns, factor, gradient, standardized } = solved;
    const proven = await proveFactor(run, columns, primalFactor({ factor }));
    const gaps: number[] = [];
    for (let k = 20; k < 28; k += 0.25) {
      let passed = 0;
      const counting = runnerWith((pass, input) => {
        passed += 1;
        return run(pass, input);
      }, run);
      const weights = standardized.weights.map((w) => w * (1 + 2 ** -k));
      const point = pointOf(columns, weights, standardized.intercept);
      const { relativeGap } = certificateNearby(columns, point, gradient, proven)!;
      await certify(counting, columns, point, { ...options, proven, near: gradient });
      expect(passed, `relative gap ${relativeGap}`).toBe(relativeGap <= 2 ** -46 ? 0 : 1);
      gaps.push(relativeGap);
    }
    expect(Math.max(...gaps)).toBeGreaterThan(2 ** -45);
    expect(Math.min(...gaps)).toBeLessThan(2 ** -47);
  });

  it('holds no dependent column for harmless that a penalty spreads weights over', async () => {
    // Two equal columns cost half the penalty of one; the fit is exact, so that the penalty is all there is.
    const x = levels.map((level) => [level, level]);
    const problem = { x, y: levels, intercept: true, standardize: false, l2Reg: 1e-40 };
    const run = runnerOf(problem, 16);
    const columns = await prepareColumns(run, problem);
    expect((await factorize(run, columns)).dependent).toHaveLength(1);
    const { bound } = await certify(run, columns, pointOf(columns, [1, 0], 0), options);
    const oracle = new Oracle(problem);
    expect(oracle.isBound(bound, oracle.objective([1, 0].map(dyadic), dyadic(0)))).toBe(true);
  });
});

describe('a raw point whose weights cancel', () => {
  it('is certified though what is left of b + Σ vⱼcⱼ is below the last bits of its terms', async () => {
    for (let seed = 0; seed < 40; seed++) {
      const by = random(seed, 'cancel');
      const spacing = 2 ** 28;
      const centres = [1, 2, 3].map(() => Math.round((1 + by.uniform()) * 2 ** 52) * spacing);
      // Symmetric about the centres, which so are the means, and the outcome 0.
      const signs = [
        [1, 1, 0],
        [-1, -1, 0],
        [1, 0, 1],
        [-1, 0, -1],
        [0, 1, -1],
        [0, -1, 1],
      ];
      const problem = {
        x: signs.map((row) => row.map((sign, j) => centres[j]! + sign * spacing)),
        y: signs.map(() => 0),
        ...{ intercept: true, standardize: false, l2Reg: 0 },
      };
      // The last bits of the second term are lost where it meets the first, and are much of what is left.
      const weights = [by.uniform(), -by.uniform() * 2 ** -30, -by.uniform()];
      let left = sum(weights.map((w, j) => product(dyadic(w), dyadic(centres[j]!))));
      // What three weights cannot cancel the intercept does.
      const rest = Number(left.m) * 2 ** left.e;
      weights[2]! -= rest / centres[2]!;
      left = sum(weights.map((w, j) => product(dyadic(w), dyadic(centres[j]!))));
      const b = -Number(left.m) * 2 ** left.e;
      const run = runnerOf(problem, 4);
      const columns = await prepareColumns(run, problem);
      const point = rawPoint(columns, weights, b);
      const { bound } = certificateOf(
        columns,
        point,
        await run('gradient', pointInput(columns, point)),
        provenBy([0], 1),
      );
      const oracle = new Oracle(problem);
      const at = oracle.objective(weights.map(dyadic), dyadic(b));
      const fit = oracle.objective(weights.map(dyadic), { m: -left.m, e: left.e });
      // Of J the part of b alone: the mean residual squared.
      expect(
        oracle.isBound(bound, plus(minus(at, fit), { m: oracle.numerator, e: oracle.e })),
        `seed ${seed}`,
      ).toBe(true);
    }
  });
});
