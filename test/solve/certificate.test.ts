/** Certificates of problems that are not hostile: dependence that is proved, many columns, no factor. */
import { describe, expect, it } from 'vitest';
import { random } from '#chainrule/random.js';
import { certificateNearby, certify, proveFactor } from '#chainrule/solve/certificate.js';
import { prepareColumns } from '#chainrule/solve/columns.js';
import { solveExact } from '#chainrule/solve/exact.js';
import { pointOf } from '#chainrule/solve/point.js';
import { dyadic } from './dyadic.js';
import { Oracle, type Problem } from './oracle.js';
import { runnerOf } from './trial.js';

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
      const proven = await proveFactor(run, columns, factor);
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
