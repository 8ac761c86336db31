/** J and h one step from a known gradient: within their stated errors for whatever is known of the gradient, and however far the step. */
import { describe, expect, it } from 'vitest';
import { random } from '#chainrule/random.js';
import { add } from '#chainrule/solve/arithmetic/double-double.js';
import { measure } from '#chainrule/solve/certificate/measure.js';
import { measureNearby } from '#chainrule/solve/certificate/nearby.js';
import { factorize } from '#chainrule/solve/exact/factor.js';
import { type Point, pointInput } from '#chainrule/solve/exact/point.js';
import { prepareColumns } from '#chainrule/solve/exact/prepared-columns.js';
import { dyadic, plus, product } from '../dyadic.js';
import { approximately, exactly, InFrame, isAtMost, isWithinTimes } from '../in-frame.js';
import type { Problem } from '../oracle.js';
import { rawPoint } from '../raw-point.js';
import { runnerOf } from '../trial.js';

/** `far`: columns and outcome far from 0, so that means are large numbers. */
function problemOf(seed: number, d: number, intercept: boolean): Problem {
  const source = random(seed, 'nearby');
  const n = d + 5;
  const x = Array.from({ length: n }, () => Array.from({ length: d }, () => source.uniform() + (seed % 2)));
  return { x, y: x.map((row) => row[0]! + source.uniform()), intercept, standardize: false, l2Reg: 0.5 };
}

const exact = ({ v, beta }: Point) => ({ v: v.map(exactly), beta: exactly(beta) });

describe('a step from a known gradient', () => {
  it.each([true, false])('is within its stated errors, intercept %j', async (intercept) => {
    const wrong: string[] = [];
    for (let seed = 0; seed < 24; seed++) {
      const d = seed < 20 ? 3 : 40;
      const problem = problemOf(seed, d, intercept);
      const run = runnerOf(problem, 4);
      const columns = await prepareColumns(run, problem);
      // In double-double A is as good as exact here, so that errors are those of the gradient and of float64.
      const factor = await factorize(run, columns, 'exactGram');
      const inFrame = new InFrame(problem, columns.frame);
      const { n } = inFrame;
      const source = random(seed, 'steps');
      const numbers = () => Array.from({ length: d }, () => source.uniform() - 0.5);
      const start = rawPoint(columns, numbers(), intercept ? source.uniform() : 0);
      const partial = await run('gradient', pointInput(columns, start));
      const found = measure(columns, start, partial);
      for (const size of [2 ** -40, 2 ** -10, 1, 2 ** 20]) {
        const weights = numbers().map(
          (by, j) => start.v[j]![0] * 2 ** -columns.frame.exponent[j]! + by * size,
        );
        const b = intercept ? source.uniform() * size : 0;
        const idle = seed % 3 === 0 ? source.uniform() * 2 ** 30 : 0;
        const moved = { ...rawPoint(columns, weights, b), idle };
        // So that residuals have the mean 0 but for rounding, which then is all there is.
        const mean = approximately(inFrame.measures(exact(moved)).sum) / columns.rows;
        const balanced = intercept && seed % 4 === 1;
        const point = balanced ? { ...moved, beta: add(moved.beta, [mean, 0]) } : moved;
        const right = inFrame.measures(exact(point));
        const whole = plus(right.total, product(n, n, dyadic(idle)));
        for (const error of [0, 2 ** -30, 0.25]) {
          for (const sign of [0.999, -0.999]) {
            const scale = 1 + Math.abs(found.total);
            const there = {
              ...found,
              total: found.total + sign * error * scale,
              totalError: found.totalError + error * scale,
              h: found.h.map((value) => value + sign * error),
              hError: found.hError.map((value) => value + error),
            };
            const off = partial.slice();
            off[d]! += sign * error * columns.rows;
            // At most the mean as told, and what it is off by.
            const more = found.mean - Math.abs(partial[d]!) / columns.rows;
            if (intercept) there.mean = Math.abs(off[d]!) / columns.rows + error + more;
            const measured = measureNearby(columns, { point: start, partial: off }, point, factor, there)!;
            const what = `seed ${seed}, step ${size}, error ${error * sign}`;
            for (let j = 0; j < d; j++) {
              const most = measured.hError[j]! + 2 ** -52 * Math.abs(measured.h[j]!);
              if (!isWithinTimes(n, dyadic(measured.h[j]!), right.h[j]!, most)) wrong.push(`${what}: h ${j}`);
            }
            if (!isWithinTimes(n, dyadic(measured.total), whole, measured.totalError))
              wrong.push(`${what}: total`);
            if (intercept && !isAtMost(right.sum, measured.mean * columns.rows)) wrong.push(`${what}: mean`);
          }
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  it('is not taken along columns that the factor does not span, nor of b without intercept', async () => {
    const problem = problemOf(1, 3, false);
    const run = runnerOf(problem, 4);
    const columns = await prepareColumns(run, problem);
    const factor = await factorize(run, columns);
    const start = rawPoint(columns, [1, 2, 3], 0);
    const near = { point: start, partial: await run('gradient', pointInput(columns, start)) };
    const to = (weights: readonly number[], b: number, of = factor) =>
      measureNearby(columns, near, rawPoint(columns, weights, b), of);
    expect(to([1, 2, 4], 0)).toBeDefined();
    expect(to([1, 2, 3], 1)).toBeUndefined();
    expect(to([1, 2, 4], 0, { ...factor, kept: [0, 1] })).toBeUndefined();
    expect(to([1, 3, 3], 0, { ...factor, kept: [0, 1] })).toBeDefined();
    expect(to([1, 3, 3], 0, { ...factor, dependent: [{ column: 2, of: [] }] })).toBeUndefined();
  });
});
