/** The condition number against closed forms: largest over smallest singular value of standardized columns. */
import { describe, expect, it } from 'vitest';
import { solveExact } from '#chainrule/solve/exact/exact.js';
import { conditionNumber } from '#chainrule/solve/statistics/condition.js';
import { primalFactor } from '../primal.js';
import { runnerOf } from '../trial.js';

/** Eight columns of ±1, orthogonal; all but the first have mean 0. */
const signs = Array.from({ length: 8 }, (_, i) =>
  Array.from({ length: 8 }, (_, j) => {
    let bits = i & j;
    let sign = 1;
    for (; bits > 0; bits >>= 1) if (bits & 1) sign = -sign;
    return sign;
  }),
);

async function conditionOf(x: readonly (readonly number[])[], l2Reg = 0, intercept = true) {
  const y = x.map((_, i) => i * i);
  const problem = { x, y, intercept, standardize: true, l2Reg };
  const options = { ...problem, onRankDeficient: 'error', names: [] } as const;
  const solution = await solveExact(runnerOf(problem, 3), options);
  return conditionNumber(solution.columns, primalFactor(solution));
}

describe('the condition number', () => {
  it('of one column, or of orthogonal ones in any units, is 1', async () => {
    expect(await conditionOf(signs.map((row) => [row[1]!]))).toBeCloseTo(1, 12);
    expect(await conditionOf(signs.map((row) => [row[1]!, 1e6 * row[2]! + 5, 1e-6 * row[4]!]))).toBeCloseTo(
      1,
      12,
    );
  });

  it('of no column at all is 1', async () => {
    expect(await conditionOf(signs.map((row) => [row[0]!]))).toBe(1);
  });

  it('of two columns with correlation ρ is √((1 + ρ)/(1 − ρ))', async () => {
    expect(await conditionOf(signs.map((row) => [row[1]!, 0.6 * row[1]! + 0.8 * row[2]!]))).toBeCloseTo(
      2,
      10,
    );
    expect(
      await conditionOf(signs.map((row) => [100 * row[1]!, -0.8 * row[1]! + 0.6 * row[2]!])),
    ).toBeCloseTo(3, 10);
    const near = 1 - 2 ** -20;
    const other = Math.sqrt(1 - near * near);
    const found = await conditionOf(signs.map((row) => [row[1]!, near * row[1]! + other * row[2]!]));
    expect(found / Math.sqrt((1 + near) / (1 - near))).toBeCloseTo(1, 8);
  });

  it('of three columns that share half their variance is 2', async () => {
    expect(await conditionOf(signs.map((row) => [1, 2, 3].map((j) => row[j]! + row[4]!)))).toBeCloseTo(2, 10);
  });

  it('takes in the penalty: correlations become ρ/(1 + λ)', async () => {
    const x = signs.map((row) => [row[1]!, 0.6 * row[1]! + 0.8 * row[2]!]);
    expect(await conditionOf(x, 0.5)).toBeCloseTo(Math.sqrt(1.4 / 0.6), 10);
  });

  it('has three digits where the two largest singular values are close', async () => {
    const with78 = Math.sqrt(1 - 0.78 ** 2);
    const x = signs.map((row) => [
      ...[row[1]!, 0.8 * row[1]! + 0.6 * row[2]!],
      ...[row[3]!, 0.78 * row[3]! + with78 * row[4]!],
    ]);
    expect(await conditionOf(x)).toBeCloseTo(3, 3);
  });
});
