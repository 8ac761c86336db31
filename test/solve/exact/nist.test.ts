/** NIST StRD: coefficients to 11 digits, standard errors to 9, in default settings. */
import { describe, expect, it } from 'vitest';
import { certify } from '#chainrule/solve/certificate/certificate.js';
import { solveExact } from '#chainrule/solve/exact/exact.js';
import { statistics } from '#chainrule/solve/statistics/statistics.js';
import { logRelativeError, nistSets } from '../nist.js';
import { pointOf } from '../standardized-point.js';
import { runnerOf } from '../trial.js';

const sets = nistSets();

describe('NIST StRD', () => {
  it('has the whole collection of linear sets', () => {
    expect(sets.map(({ name }) => name).sort()).toEqual(
      'Filip Longley NoInt1 NoInt2 Norris Pontius Wampler1 Wampler2 Wampler3 Wampler4 Wampler5'.split(' '),
    );
  });

  for (const method of ['auto', 'gram'] as const) {
    it.each(sets)(`$name, ${method}`, async ({ name, problem, parameters, residualStandardError, r2 }) => {
      const run = runnerOf(problem, 8192);
      const solution = await solveExact(run, { ...problem, onRankDeficient: 'error', names: [], method });
      const found = await statistics(run, solution, []);
      const digits = name === 'Filip' ? { weights: 7, errors: 7 } : { weights: 11, errors: 9 };
      expect(found.coefficients.length).toBe(parameters.length);
      for (const [k, { estimate, standardError }] of found.coefficients.entries()) {
        expect(logRelativeError(estimate!, parameters[k]!.estimate)).toBeGreaterThanOrEqual(digits.weights);
        expect(logRelativeError(standardError!, parameters[k]!.standard_deviation)).toBeGreaterThanOrEqual(
          digits.errors,
        );
      }
      expect(logRelativeError(found.residualStandardError!, residualStandardError)).toBeGreaterThan(
        digits.errors,
      );
      expect(logRelativeError(found.r2!, r2)).toBeGreaterThan(digits.errors);
      const { weights, intercept } = solution.standardized;
      const point = pointOf(solution.columns, weights, intercept);
      const certificate = await certify(run, solution.columns, point, { exactCheckColumns: 200 });
      expect(certificate.certified).toBe(true);
      // Wampler's first two fit to the last bit: there is nothing to be relative to.
      if (residualStandardError > 0) expect(certificate.relativeGap).toBeLessThan(1e-12);
    });
  }
});
