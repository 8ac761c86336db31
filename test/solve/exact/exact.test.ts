/** The exact solver's edges: deficiency named, constants, few rows, methods that agree, what it refuses. */
import { describe, expect, it } from 'vitest';
import { TrainingError } from '#chainrule/errors.js';
import { random } from '#chainrule/random.js';
import { type ExactSolverOptions, solveExact } from '#chainrule/solve/exact/exact.js';
import { dyadic } from '../dyadic.js';
import { Oracle, type Problem } from '../oracle.js';
import { runnerOf } from '../trial.js';

const plain = { intercept: true, standardize: true, l2Reg: 0 };
const names = ['width', 'height', 'sum', 'spare'];

function solve(problem: Problem, options: Partial<ExactSolverOptions> = {}) {
  return solveExact(runnerOf(problem, 8), { ...problem, onRankDeficient: 'error', names, ...options });
}

function rows(n: number, of: (a: number, b: number, i: number) => number[]): number[][] {
  const source = random(9, 'rows');
  return Array.from({ length: n }, (_, i) => of(source.uniform() * 10, source.uniform(), i));
}

const dependent: Problem = {
  ...plain,
  x: rows(20, (a, b, i) => [a, b, a + b, i]),
  y: rows(20, (a, b) => [a * b]).map(([y]) => y!),
};

describe('rank deficiency', () => {
  it('is an error of exit status 70 that names the column and those it depends on', async () => {
    const error = await solve(dependent).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(TrainingError);
    expect(error).toMatchObject({ code: 'EXACT_RANK_DEFICIENT', exitStatus: 70 });
    expect(String(error)).toContain("'sum' depends on 'width', 'height'");
    expect(String(error)).not.toContain("'spare'");
  });

  it('drops the later column where that is asked for, and fits as well without it', async () => {
    const dropping = await solve(dependent, { onRankDeficient: 'drop' });
    expect(dropping.raw.weights[2]).toBe(0);
    expect(dropping.rank).toBe(3);
    expect(dropping.dropped.map(({ column }) => column)).toEqual([2]);
    const without = await solve({ ...dependent, x: dependent.x.map(([a, b, , i]) => [a!, b!, i!]) });
    expect(dropping.objective).toBe(without.objective);
  });

  it('is none for ridge: equal columns share the weight', async () => {
    const { raw } = await solve({ ...dependent, l2Reg: 0.1, x: dependent.x.map(([a]) => [a!, a!]) });
    expect(raw.weights[0]).toBeCloseTo(raw.weights[1]!, 12);
    expect(raw.weights[0]).not.toBe(0);
  });

  it('is found where rows are fewer than columns', async () => {
    const few = { ...dependent, x: dependent.x.slice(0, 3), y: dependent.y.slice(0, 3) };
    await expect(solve(few)).rejects.toMatchObject({ code: 'EXACT_RANK_DEFICIENT' });
    expect((await solve(few, { onRankDeficient: 'drop' })).rank).toBe(2);
  });

  it('is not seen in a column far from 0 with little spread', async () => {
    const x = rows(20, (a, b) => [1e15 + Math.round(8 * a), b]);
    expect((await solve({ ...dependent, x })).rank).toBe(2);
  });
});

describe('edges', () => {
  it('a constant column gets weight 0', async () => {
    const { raw, rank } = await solve({ ...dependent, x: dependent.x.map(([a, b]) => [a!, 0.1, b!]) });
    expect(raw.weights[1]).toBe(0);
    expect(rank).toBe(2);
  });

  it('without intercept a column of ones is the intercept', async () => {
    const withOnes = { ...dependent, intercept: false, x: dependent.x.map(([a]) => [1, a!]) };
    const ones = await solve(withOnes);
    const reference = await solve({ ...dependent, x: dependent.x.map(([a]) => [a!]) });
    expect(ones.raw.weights[0]).toBeCloseTo(reference.raw.intercept, 12);
    expect(ones.raw.weights[1]).toBeCloseTo(reference.raw.weights[0]!, 12);
  });

  it('one row: no weight, the outcome as intercept', async () => {
    const { raw, objective } = await solve({ ...plain, x: [[3, 4]], y: [0.1] });
    expect([...raw.weights, raw.intercept, objective]).toEqual([0, 0, 0.1, 0]);
  });

  it('a constant outcome: weights 0, the outcome as intercept', async () => {
    const { raw, objective } = await solve({
      ...dependent,
      x: dependent.x.map(([a]) => [a!]),
      y: dependent.y.map(() => 0.1),
    });
    expect([...raw.weights, raw.intercept, objective]).toEqual([0, 0.1, 0]);
  });

  it('a penalty far beyond the squares of raw columns makes their weights 0', async () => {
    const x = dependent.x.map(([a, b]) => [a! * 1e-200, b! * 1e-200]);
    const { raw } = await solve({ ...dependent, standardize: false, l2Reg: 1e300, x });
    expect([...raw.weights]).toEqual([0, 0]);
    expect(raw.intercept).toBeCloseTo(
      dependent.y.reduce((sum, value) => sum + value / 20, 0),
      12,
    );
  });

  it('a weight beyond float64 is an error, not Infinity', async () => {
    const x = dependent.x.map(([a]) => [a! * 1e-200]);
    const y = dependent.y.map((value) => value * 1e200);
    await expect(solve({ ...plain, x, y })).rejects.toMatchObject({ code: 'EXACT_OVERFLOW', exitStatus: 70 });
  });
});

describe('the optimum', () => {
  const x = rows(50, (a, b) => [a * 1e-3, b * 1e3 + 1e6, a * b]);
  const y = rows(50, (a, b, i) => [a + b + (i % 3)]).map(([value]) => value!);

  for (const intercept of [true, false]) {
    for (const standardize of [true, false]) {
      for (const l2Reg of [0, 0.01]) {
        it(`is the true one: intercept ${intercept}, standardize ${standardize}, l2Reg ${l2Reg}`, async () => {
          const problem = { x, y, intercept, standardize, l2Reg };
          const oracle = new Oracle(problem);
          for (const method of ['gram', 'exactGram'] as const) {
            const { raw } = await solve(problem, { method });
            const at = oracle.objective([...raw.weights].map(dyadic), dyadic(raw.intercept));
            expect(oracle.gapBits(at)).toBeLessThan(-60);
          }
        });
      }
    }
  }
});
