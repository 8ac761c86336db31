/** Which Gram matrix a factor comes from: float64 only where it proves itself, double-double beyond. */
import { describe, expect, it } from 'vitest';
import { random } from '#chainrule/random.js';
import { provenEigenvalue } from '#chainrule/solve/certificate/verify.js';
import { factorize, leastObjective, startsPlain } from '#chainrule/solve/exact/factor.js';
import { prepareColumns } from '#chainrule/solve/exact/prepared-columns.js';
import { Oracle, type Problem } from '../oracle.js';
import { runnerOf } from '../trial.js';

/** Two columns at a distance of 2^−k of their size. */
function near(k: number): Problem {
  const source = random(3, 'near');
  const x = Array.from({ length: 40 }, () => {
    const [a, b] = [source.uniform(), source.uniform()];
    return [a, a + 2 ** -k * b];
  });
  return { x, y: x.map(([a]) => a! + source.uniform()), intercept: true, standardize: true, l2Reg: 0 };
}

describe('a factor', () => {
  it('of a float64 Gram matrix proves 1 − 2⁻⁶ of its eigenvalue, or is not used', async () => {
    // As of few rows, and as of many: longer chains of additions.
    for (const [chain, used] of [
      [undefined, 15],
      [2 ** 18, 12],
      [2 ** 28, 7],
    ] as const) {
      const plain: number[] = [];
      for (let k = 0; k <= 30; k++) {
        const run = runnerOf(near(k), 16);
        const columns = await prepareColumns(run, near(k));
        const factor = await factorize(run, { ...columns, chain: chain ?? columns.chain }, 'gram');
        if (factor.exactInverse !== undefined) continue;
        plain.push(k);
        expect(await provenEigenvalue(run.matrices, factor), `distance 2^-${k}`).toBeGreaterThan(1 - 2 ** -6);
      }
      // What entries are off by counts four times as much from one to the next: beyond 2⁻⁸ it is not used.
      expect(plain).toEqual([...Array(used).keys()]);
    }
  });

  it('has the amplification Σ(Σ|Sᵢⱼ|·normᵢ)²', async () => {
    const signs = [0, 1, 2, 3].map((i) => [1, i % 2 === 0 ? 1 : -1, i < 2 ? 1 : -1]);
    const of = async (x: number[][]) => {
      const problem = { x, y: [1, 2, 4, 8], intercept: true, standardize: true, l2Reg: 0 };
      const run = runnerOf(problem, 2);
      const columns = await prepareColumns(run, problem);
      return (await factorize(run, columns)).amplification;
    };
    // Orthogonal columns, and correlations of 0.6 either way: q = 1 and (1 + 0.6)/0.8.
    expect(await of(signs.map(([, a, b]) => [a!, 100 * b!]))).toBeCloseTo(2, 12);
    expect(await of(signs.map(([, a, b]) => [a!, 0.6 * a! + 0.8 * b!]))).toBeCloseTo(5, 12);
    expect(await of(signs.map(([, a, b]) => [a!, 3 * b! - 4 * a!]))).toBeCloseTo(1 + 9, 12);
  });

  it('is tried in float64 only where double-double would take noticeable time, or where it is asked for', () => {
    expect(startsPlain(2 ** 20, 2)).toBe(false);
    expect(startsPlain(2 ** 20 + 1, 2)).toBe(true);
    expect(startsPlain(2, 1, 'gram')).toBe(true);
    expect(startsPlain(2 ** 30, 100, 'exactGram')).toBe(false);
  });

  it('tells nothing of J* where columns are too near to dependent: the error is all of the outcome', async () => {
    const problem = near(30);
    const run = runnerOf(problem, 16);
    const columns = await prepareColumns(run, problem);
    const { error } = leastObjective(columns, await factorize(run, columns));
    const mean = problem.y.reduce((sum, y) => sum + y / 40, 0);
    expect(error / problem.y.reduce((sum, y) => sum + (y - mean) ** 2 / 40, 0)).toBeCloseTo(1, 10);
  });

  it('tells J* within the error it states', async () => {
    for (const k of [0, 4, 8, 12]) {
      const problem = near(k);
      const run = runnerOf(problem, 16);
      const columns = await prepareColumns(run, problem);
      const { numerator, denominator, e } = new Oracle(problem);
      const least = ((Number((numerator * 2n ** 80n) / denominator) / 2 ** 80) * 2 ** e) / 40 ** 3;
      for (const method of ['gram', 'exactGram'] as const) {
        const { value, error } = leastObjective(columns, await factorize(run, columns, method));
        expect(Math.abs(value - least)).toBeLessThanOrEqual(error);
        expect(error).toBeLessThan(1e-2 * least);
      }
    }
  });
});
