/** Which columns are dependent: distances from the span of earlier ones, on either side of each limit. */
import { describe, expect, it } from 'vitest';
import { random } from '#chainrule/random.js';
import type { DoubleDouble } from '#chainrule/solve/arithmetic/double-double.js';
import { exactCholesky } from '#chainrule/solve/arithmetic/exact-cholesky.js';
import { factorize } from '#chainrule/solve/exact/factor.js';
import { prepareColumns } from '#chainrule/solve/exact/prepared-columns.js';
import type { Problem } from '../oracle.js';
import { runnerOf } from '../trial.js';

/** Two columns of norm 1 whose distance, squared, is this; `reach` of each. */
async function pair(squared: number, reach: readonly number[], tolerance: number) {
  const gram = (j: number, k: number): DoubleDouble => (j === 1 && k === 1 ? [1, squared] : [1, 0]);
  const { kept, dependent } = await exactCholesky([0, 1], gram, reach, tolerance);
  expect(kept.length + dependent.length).toBe(2);
  return dependent.length === 0 ? 'kept' : 'dependent';
}

describe('a column is dependent', () => {
  it('within tolerance · (reachⱼ + Σ|t|·reachₖ) of the others', async () => {
    const limit = (2 ** -40 * (1 + 3)) ** 2;
    expect(await pair(limit * 1.01, [3, 1], 2 ** -40)).toBe('kept');
    expect(await pair(limit * 0.99, [3, 1], 2 ** -40)).toBe('dependent');
  });

  it('where double-double does not resolve it: 2⁻⁹⁰ of its square', async () => {
    expect(await pair(2 ** -90 * 1.01, [1, 1], 0)).toBe('kept');
    expect(await pair(2 ** -90 * 0.99, [1, 1], 0)).toBe('dependent');
  });

  it('never above 2⁻⁵⁰ of its square, however far from 0 the columns are', async () => {
    const reach = [2 ** 30, 2 ** 30];
    expect(await pair(2 ** -50 * 1.01, reach, 2 ** -46)).toBe('kept');
    expect(await pair(2 ** -50 * 0.99, reach, 2 ** -46)).toBe('dependent');
  });

  it('only where others take part: not for being far from 0 itself', async () => {
    expect(await pair(2 ** -60, [1, 2 ** 60], 2 ** -46)).toBe('kept');
  });

  it('of those whose part is above 2⁻³⁰', async () => {
    for (const [part, of] of [
      [2 ** -20, [0, 1]],
      [2 ** -40, [0]],
    ] as const) {
      // Two orthogonal columns, and the first plus a part of the second.
      const a = [
        [1, 0, 1],
        [0, 1, part],
        [1, part, 1 + part * part],
      ];
      const { dependent } = await exactCholesky([0, 1, 2], (j, k) => [a[j]![k]!, 0], [1, 1, 1], 2 ** -46);
      expect(dependent).toEqual([{ column: 2, of }]);
    }
  });
});

describe('the tolerance', () => {
  /** a, a + 2^−k·b about `offset`. */
  async function rank(k: number, { offset = 0, l2Reg = 0 } = {}) {
    const source = random(3, 'rank');
    const x = Array.from({ length: 30 }, () => {
      const [a, b] = [source.uniform(), source.uniform()];
      return [offset + a, offset + a + 2 ** -k * b];
    });
    return rankOf({ x, y: x.map(() => source.uniform()), intercept: true, standardize: true, l2Reg });
  }

  async function rankOf(problem: Problem) {
    const run = runnerOf(problem, 16);
    return (await factorize(run, await prepareColumns(run, problem), 'exactGram')).kept.length;
  }

  it('is 64 units in the last place of the numbers as they came', async () => {
    expect(await rank(41)).toBe(2);
    expect(await rank(46)).toBe(1);
    expect(await rank(24, { offset: 2 ** 20 })).toBe(2);
    expect(await rank(28, { offset: 2 ** 20 })).toBe(1);
  });

  it('with a penalty is what double-double resolves', async () => {
    expect(await rank(41, { l2Reg: 1e-30 })).toBe(2);
    expect(await rank(50, { l2Reg: 1e-30 })).toBe(1);
    expect(await rank(60, { l2Reg: 1e-20 })).toBe(2);
    // b is 2¹² times the difference of two columns: what these are off by counts so much.
    const source = random(4, 'rank');
    const of = (k: number) => {
      const x = Array.from({ length: 30 }, () => {
        const [a, b, c] = [source.uniform(), source.uniform(), source.uniform()];
        return [a, a + 2 ** -12 * b, b + 2 ** -k * c];
      });
      return rankOf({
        x,
        y: x.map(() => source.uniform()),
        intercept: true,
        standardize: true,
        l2Reg: 1e-35,
      });
    };
    expect(await of(30)).toBe(3);
    expect(await of(39)).toBe(2);
  });
});
