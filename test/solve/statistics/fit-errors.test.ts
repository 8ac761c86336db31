/** Errors from residuals in double-double, and the leave-one-out error against leaving rows out. */
import { describe, expect, it } from 'vitest';
import { random } from '#chainrule/random.js';
import { solveExact } from '#chainrule/solve/exact/exact.js';

import { dualLeaveOneOut } from '#chainrule/solve/statistics/dual-leave-one-out.js';
import { errorsAt } from '#chainrule/solve/statistics/fit-errors.js';

import { closedForm } from '../../support/closed-form.js';
import { optimum } from '../optimum.js';
import type { Problem } from '../oracle.js';
import { primalFactor } from '../primal.js';
import { runnerOf } from '../trial.js';

function problemOf(seed: number, options: Pick<Problem, 'intercept' | 'standardize' | 'l2Reg'>): Problem {
  const source = random(seed, 'errors');
  const d = 1 + (seed % 6);
  const x = Array.from({ length: d + 6 }, () => Array.from({ length: d }, () => 3 * source.uniform() - 1));
  const y = x.map((row) => row.reduce((sum, value, j) => sum + j * value, 2) + source.uniform());
  return { x, y, ...options };
}

async function errorsOf(problem: Problem) {
  const run = runnerOf(problem, 5);
  const solution = await solveExact(run, { ...problem, onRankDeficient: 'error', names: [] });
  return errorsAt(run, solution.columns, solution.point, primalFactor(solution));
}

const value = ({ numerator, denominator, e }: { numerator: bigint; denominator: bigint; e: number }) =>
  Number((numerator << 200n) / denominator) * 2 ** (e - 200);

const rootMeanSquare = (values: readonly number[]) =>
  Math.sqrt(values.reduce((sum, r) => sum + r * r, 0) / values.length);

/** Fits the other rows, for each row, in exact arithmetic. */
function leavingOut({ x, y, ...options }: Problem): number {
  const n = y.length;
  const columns = x[0]!.map((_, j) => j);
  const errors = y.map((outcome, i) => {
    // So that n − 1 rows are penalized as n are.
    const l2Reg = (options.l2Reg * n) / (n - 1);
    const rest = { ...options, l2Reg, x: x.filter((_, k) => k !== i), y: y.filter((_, k) => k !== i) };
    const { weights, intercept } = optimum(rest, columns)!;
    return columns.reduce((r, j) => r - value(weights.get(j)!) * x[i]![j]!, outcome - value(intercept));
  });
  return rootMeanSquare(errors);
}

describe('the leave-one-out error', () => {
  it.each([
    { intercept: true, standardize: false, l2Reg: 0 },
    { intercept: false, standardize: false, l2Reg: 0 },
    { intercept: true, standardize: false, l2Reg: 0.3 },
    { intercept: false, standardize: false, l2Reg: 0.3 },
  ])('is that of leaving out each row in turn: %j', async (options) => {
    for (let seed = 0; seed < 12; seed++) {
      const problem = problemOf(seed, options);
      const { leaveOneOut } = await errorsOf(problem);
      expect(leaveOneOut! / leavingOut(problem), `seed ${seed}`).toBeCloseTo(1, 10);
    }
  });

  it('with standardized columns is that of the penalty in their own units', async () => {
    const problem = problemOf(0, { intercept: true, standardize: true, l2Reg: 0.3 });
    const { scales } = closedForm({ ...problem, names: [] }, 0);
    const raw = { ...problem, standardize: false, l2Reg: 0.3 * scales[0]! ** 2 };
    expect((await errorsOf(problem)).leaveOneOut! / leavingOut(raw)).toBeCloseTo(1, 10);
  });

  it('is not there where a row alone determines a weight, nor without a factor', async () => {
    const problem = problemOf(2, { intercept: true, standardize: true, l2Reg: 0 });
    const alone = { ...problem, x: problem.x.map((row, i) => row.with(0, i === 3 ? 1 : 0)) };
    expect((await errorsOf(alone)).leaveOneOut).toBeUndefined();
    const run = runnerOf(problem, 5);
    const { columns, point } = await solveExact(run, { ...problem, onRankDeficient: 'error', names: [] });
    expect((await errorsAt(run, columns, point)).leaveOneOut).toBeUndefined();
  });
});

describe('the leave-one-out error by the dual', () => {
  it.each([true, false])('is that of leaving out each row in turn: intercept %s', async (intercept) => {
    for (let seed = 0; seed < 12; seed++) {
      const source = random(seed, 'wide');
      const x = Array.from({ length: 5 }, () =>
        Array.from({ length: 7 + seed }, () => source.uniform() - 0.5),
      );
      const y = x.map((row) => 3 * row[0]! + source.uniform());
      const problem = { x, y, intercept, standardize: false, l2Reg: 0.3 };
      const run = runnerOf(problem, 5);
      const { columns, point, factor } = await solveExact(run, {
        ...problem,
        onRankDeficient: 'error',
        names: [],
      });
      if (factor.kind !== 'dual') throw new Error(`seed ${seed} was not solved in the dual`);
      const error = await dualLeaveOneOut(run, columns, point, factor);
      expect(error / leavingOut(problem), `seed ${seed}`).toBeCloseTo(1, 10);
    }
  });
});

describe('errors', () => {
  it.each([0, 0.3])('are those of the closed form, penalty included: l2Reg %d', async (l2Reg) => {
    const problem = problemOf(4, { intercept: true, standardize: true, l2Reg });
    const { objective, loss, weights, intercept } = closedForm({ ...problem, names: [] }, l2Reg);
    const found = await errorsOf(problem);
    const residuals = problem.x.map((row, i) =>
      row.reduce((r, x, j) => r - weights[j]! * x, problem.y[i]! - intercept),
    );
    const mean = problem.y.reduce((sum, y) => sum + y, 0) / problem.y.length;
    expect(found.objective / objective).toBeCloseTo(1, 12);
    expect(found.meanSquaredError / loss).toBeCloseTo(1, 12);
    expect(found.rootMeanSquaredError / rootMeanSquare(residuals)).toBeCloseTo(1, 12);
    const absolute = residuals.reduce((sum, r) => sum + Math.abs(r), 0) / residuals.length;
    expect(found.meanAbsoluteError / absolute).toBeCloseTo(1, 12);
    const spread = problem.y.reduce((sum, y) => sum + (y - mean) ** 2, 0) / problem.y.length;
    expect(found.r2!).toBeCloseTo(1 - loss / spread, 12);
  });

  it('keep the digits of residuals that are small beside the outcome', async () => {
    const source = random(1, 'far');
    // Whole multiples of 2⁻¹⁸ around 2²⁷: exact as float64, as are the outcomes without the offset.
    const near = Array.from({ length: 300 }, () => (source.below(2 ** 10) - 512) * 2 ** -18);
    const x = near.map((_, i) => [i % 17]);
    const options = { intercept: true, standardize: true, l2Reg: 0 };
    const far = await errorsOf({ x, y: near.map((value) => value + 2 ** 27), ...options });
    const here = await errorsOf({ x, y: near, ...options });
    for (const key of ['objective', 'rootMeanSquaredError', 'meanAbsoluteError', 'leaveOneOut'] as const)
      expect(far[key]! / here[key]!, key).toBeCloseTo(1, 13);
    expect(far.r2).toBeCloseTo(here.r2!, 13);
  });

  it('have no R² where the outcome is constant', async () => {
    const problem = problemOf(1, { intercept: true, standardize: true, l2Reg: 0 });
    expect((await errorsOf({ ...problem, y: problem.y.map(() => 17) })).r2).toBeUndefined();
  });
});
