/** Statistics against R's summary(lm(…)) of Longley's data, and quantiles against sorting. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { random } from '#chainrule/random.js';
import { solveExact } from '#chainrule/solve/exact/exact.js';
import { statistics } from '#chainrule/solve/statistics/statistics.js';
import { nistSets } from '../nist.js';
import type { Problem } from '../oracle.js';
import { primalFactor } from '../primal.js';
import { runnerOf } from '../trial.js';

async function statisticsOf(
  problem: Problem,
  names: readonly string[],
  onRankDeficient: 'error' | 'drop' = 'error',
) {
  const run = runnerOf(problem, 16);
  return statistics(run, await solveExact(run, { ...problem, onRankDeficient, names }), names);
}

const longley = nistSets().find(({ name }) => name === 'Longley')!.problem;
const names = ['deflator', 'GNP', 'unemployed', 'forces', 'population', 'year'];

describe('statistics', () => {
  it('of Longley are those that R documents', async () => {
    // ?longley in R, summary(lm(Employed ~ ., longley)); Employed is in thousands there.
    const found = await statisticsOf(longley, names);
    expect(found.degreesOfFreedom).toBe(9);
    expect(found.residualQuantiles.map((r) => (r / 1000).toFixed(5))).toEqual(
      '-0.41011 -0.15767 -0.02816 0.10155 0.45539'.split(' '),
    );
    expect(found.adjustedR2!.toFixed(4)).toBe('0.9925');
    expect(found.f!.value.toFixed(1)).toBe('330.3');
    expect(found.f!.p.toExponential(3)).toBe('4.984e-10');
    expect(found.coefficients.map(({ t }) => t!.toFixed(3))).toEqual(
      '-3.911 0.177 -1.070 -4.136 -4.822 -0.226 4.016'.split(' '),
    );
    const [low, high] = found.coefficients[6]!.confidence95!;
    // Half the width is t(0.975, 9) = 2.262157… standard errors.
    expect((high - low) / 2 / found.coefficients[6]!.standardError!).toBeCloseTo(2.2621571627982, 9);
  });

  it('of a dropped column and without a degree of freedom are null', async () => {
    const two = {
      ...longley,
      x: [
        [1, 2],
        [2, 4],
      ],
      y: [1, 5],
    };
    const found = await statisticsOf(two, ['a', 'b'], 'drop');
    expect(found.residualStandardError).toBeNull();
    expect(found.coefficients[1]).toMatchObject({ name: 'a', estimate: 4, standardError: null, p: null });
    expect(found.coefficients[2]).toMatchObject({ name: 'b', estimate: null });
  });

  it('have a factor from which the variance of any combination follows, and of any prediction', async () => {
    const { coefficients, factor, residualStandardError, rows } = await statisticsOf(longley, names);
    const { columns, means, rows: upper } = factor!;
    expect(columns).toEqual(names);
    /** ‖Fᵀc‖². */
    const squared = (c: readonly number[]) =>
      c
        .map((_, j) => upper.slice(0, j + 1).reduce((sum, row, i) => sum + row[j - i]! * c[i]!, 0))
        .reduce((sum, value) => sum + value * value, 0);
    for (const j of names.keys()) {
      const error = residualStandardError! * Math.sqrt(squared(names.map((_, k) => (k === j ? 1 : 0))));
      expect(error / coefficients[j + 1]!.standardError!).toBeCloseTo(1, 12);
    }
    // ŷ at 0 is the intercept.
    const atZero = residualStandardError! * Math.sqrt(1 / rows + squared(means.map((mean) => -mean)));
    expect(atZero / coefficients[0]!.standardError!).toBeCloseTo(1, 9);
    // A contrast, by the coefficients of a model in which it is one of them.
    const sum = { ...longley, x: longley.x.map(([a, b, ...rest]) => [a!, b! - 5 * a!, ...rest]) };
    const changed = await statisticsOf(sum, names);
    const contrast = residualStandardError! * Math.sqrt(squared([1, 5, 0, 0, 0, 0]));
    expect(contrast / changed.coefficients[1]!.standardError!).toBeCloseTo(1, 9);
    const raw = await statisticsOf({ ...longley, intercept: false }, names);
    expect(raw.factor!.means).toEqual(names.map(() => 0));
  });

  it('have no factor with more than 100 columns', async () => {
    const source = random(2, 'wide');
    const x = Array.from({ length: 110 }, () => Array.from({ length: 101 }, () => source.uniform()));
    const problem = { x, y: x.map(() => source.uniform()), intercept: true, standardize: true, l2Reg: 0 };
    expect((await statisticsOf(problem, [])).factor).toBeNull();
    const fewer = { ...problem, x: x.map((row) => row.slice(1)) };
    expect((await statisticsOf(fewer, [])).factor?.rows.at(-1)).toHaveLength(1);
  });

  it('of an essentially perfect fit say so, as R does', async () => {
    const of = async (noise: number) => {
      const y = longley.x.map(([a], i) => 1000 + 3 * a! + (i % 3) * noise);
      return (await statisticsOf({ ...longley, y }, names)).essentiallyPerfect;
    };
    expect(await of(0)).toBe(true);
    expect(await of(1e-9)).toBe(false);
  });

  it('quantiles are those of the sorted residuals', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 2, max: 400 }),
        fc.integer({ min: 0, max: 2 ** 31 }),
        async (n, key) => {
          const source = random(key, 'outcome');
          // Whole numbers, so that there are ties; a column that is 0 without intercept leaves y as the residual.
          const y = Array.from({ length: n }, () => source.below(50) - 25);
          // Now and then one that is far out.
          if (source.below(2) === 0) y[0]! *= 1e6;
          const problem = { x: y.map(() => [0]), y, intercept: false, standardize: true, l2Reg: 0 };
          const sorted = [...y].sort((a, b) => a - b);
          const expected = [0, 0.25, 0.5, 0.75, 1].map((level) => {
            const h = (n - 1) * level;
            const low = sorted[Math.floor(h)]!;
            return low + (h - Math.floor(h)) * (sorted[Math.ceil(h)]! - low);
          });
          expect((await statisticsOf(problem, ['zero'])).residualQuantiles).toEqual(expected);
        },
      ),
      { seed: 3, numRuns: 50 },
    );
  });

  it('have the same standard errors whatever Gram matrix the solution came from', async () => {
    const source = random(6, 'near');
    const x = Array.from({ length: 40 }, () => {
      const [a, b] = [source.uniform(), source.uniform()];
      return [a, a + 2 ** -11 * b];
    });
    const problem = { x, y: x.map(() => source.uniform()), intercept: true, standardize: true, l2Reg: 0 };
    const run = runnerOf(problem, 16);
    const [plain, exact] = await Promise.all(
      (['gram', 'exactGram'] as const).map(async (method) => {
        const solution = await solveExact(run, { ...problem, onRankDeficient: 'error', names: [], method });
        expect(primalFactor(solution).exactInverse === undefined).toBe(method === 'gram');
        return statistics(run, solution, []);
      }),
    );
    for (const [k, { standardError }] of plain!.coefficients.entries()) {
      expect(standardError! / exact!.coefficients[k]!.standardError!).toBeCloseTo(1, 13);
    }
  });
});
