/** Which Gram matrix a factor comes from: float64 only where it proves itself, double-double beyond. */
import { describe, expect, it } from 'vitest';
import { random } from '#chainrule/random.js';
import { prepareColumns } from '#chainrule/solve/columns.js';
import { factorize, leastObjective, startsPlain } from '#chainrule/solve/factor.js';
import { provenEigenvalue } from '#chainrule/solve/verify.js';
import { Oracle, type Problem } from './oracle.js';
import { runnerOf } from './trial.js';

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
    const plain: number[] = [];
    for (let k = 0; k <= 40; k++) {
      const run = runnerOf(near(k), 16);
      const columns = await prepareColumns(run, near(k));
      const factor = await factorize(run, columns, 'gram');
      const eigenvalue = await provenEigenvalue(factor);
      if (factor.exactInverse === undefined) plain.push(k);
      if (factor.exactInverse === undefined)
        expect(eigenvalue, `distance 2^-${k}`).toBeGreaterThan(1 - 2 ** -6);
    }
    // The error of SᵀAS grows fourfold from one to the next, and passes 2⁻⁸ here.
    expect(plain).toEqual([...Array(15).keys()]);
  });

  it('is tried in float64 only where double-double would take noticeable time, or where it is asked for', () => {
    expect(startsPlain(2 ** 20, 2)).toBe(false);
    expect(startsPlain(2 ** 20 + 1, 2)).toBe(true);
    expect(startsPlain(2, 1, 'gram')).toBe(true);
    expect(startsPlain(2 ** 30, 100, 'exactGram')).toBe(false);
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
