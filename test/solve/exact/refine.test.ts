/** When refinement has reached the optimum, and when it says that it will not. */
import { describe, expect, it } from 'vitest';
import { random } from '#chainrule/random.js';
import type { DoubleDouble } from '#chainrule/solve/arithmetic/double-double.js';
import { solveExact } from '#chainrule/solve/exact/exact.js';
import { factorize } from '#chainrule/solve/exact/factor.js';
import { pointInput } from '#chainrule/solve/exact/point.js';
import { prepareColumns } from '#chainrule/solve/exact/prepared-columns.js';
import { refine } from '#chainrule/solve/exact/refine.js';
import { runnerWith } from '#chainrule/solve/passes/block-pass.js';
import type { Problem } from '../oracle.js';
import { runnerOf } from '../trial.js';

const plain = { intercept: true, standardize: true, l2Reg: 0 };

function problemOf(noise: number): Problem {
  const source = random(2, 'refine');
  const x = Array.from({ length: 30 }, () => [source.below(1024), source.below(1024)]);
  const y = x.map(([a, b]) => 2 * a! - b! + noise * (source.uniform() - 0.5));
  return { ...plain, x, y };
}

/** Of a gradient that is wrong by 2^−k of its size, each time another way. */
async function refinedWith(k: number, noise: number) {
  const problem = problemOf(noise);
  const run = runnerOf(problem, 8);
  const columns = await prepareColumns(run, problem);
  const factor = await factorize(run, columns);
  let sign = 1;
  const wrong = runnerWith(async (pass, input) => {
    const partial = await run(pass, input);
    if (pass === 'gradient') partial[0]! += sign * 2 ** -k * columns.length[0]! * columns.length[2]!;
    sign = -sign;
    return partial;
  }, run);
  return refine(wrong, columns, factor);
}

describe('refinement that does not settle', () => {
  it('is an error where what steps gain is not lost in Σr²', async () => {
    await expect(refinedWith(20, 1000)).rejects.toMatchObject({ code: 'EXACT_NOT_CONVERGED' });
    expect((await refinedWith(34, 1000)).refinements).toBeLessThan(8);
  });

  it('of an exact fit is an error until steps are 2⁻³⁶ of the weights', async () => {
    await expect(refinedWith(31, 0)).rejects.toMatchObject({ code: 'EXACT_NOT_CONVERGED' });
    expect((await refinedWith(40, 0)).refinements).toBeLessThan(8);
  });
});

describe('refinement', () => {
  const problem = problemOf(10);
  const run = runnerOf(problem, 8);

  it('takes one pass of a good factor', async () => {
    const { refinements } = await solveExact(run, { ...problem, onRankDeficient: 'error', names: [] });
    expect(refinements).toBe(1);
  });

  it('tells Σr² of the point it returns, not of the one before', async () => {
    const columns = await prepareColumns(run, problem);
    const factor = await factorize(run, columns);
    const right = await refine(run, columns, factor);
    // A factor whose first answer is wrong by 2⁻²⁹ and more: its Σr² is too large by 2⁻⁵⁸ of what the fit explains.
    const rough = { ...factor, inverse: factor.inverse.map((value) => value * (1 - 1.5 * 2 ** -31)) };
    const found = await refine(run, columns, rough);
    expect(found.refinements).toBe(1);
    expect(Math.abs(found.squaredResiduals / right.squaredResiduals - 1)).toBeLessThan(2 ** -51);
  });

  it('goes on where early steps are rough', async () => {
    const columns = await prepareColumns(run, problem);
    const factor = await factorize(run, columns);
    let calls = 0;
    const rough = runnerWith(async (pass, input) => {
      const partial = await run(pass, input);
      calls += 1;
      if (calls <= 3) partial[0]! += (calls % 2 === 0 ? -1 : 1) * columns.length[0]! * columns.length[2]!;
      return partial;
    }, run);
    const { point } = await refine(rough, columns, factor);
    const right = await refine(run, columns, factor);
    for (const [j, [hi]] of point.v.entries()) expect(hi / right.point.v[j]![0]).toBeCloseTo(1, 14);
  });

  it('brings the mean residual to 0, whatever the means were', async () => {
    const columns = await prepareColumns(run, problem);
    const factor = await factorize(run, columns);
    const offset = columns.offset.map(([hi, lo], j): DoubleDouble => [hi + (j === 2 ? 2 ** -10 : 0), lo]);
    const { point } = await refine(run, { ...columns, offset }, factor);
    const partial = await run('gradient', pointInput(columns, point));
    expect(Math.abs(partial[2]!)).toBeLessThan(2 ** -80);
  });
});

describe('an exact fit', () => {
  it('has no residual that rounding made, and none below 0', async () => {
    for (let seed = 0; seed < 20; seed++) {
      const source = random(seed, 'exact fit');
      const x = Array.from({ length: 20 }, () => [
        source.below(2 ** 20),
        source.below(2 ** 20),
        source.uniform(),
      ]);
      const y = x.map(([a, b]) => 3 * a! - 5 * b! + 1);
      const run = runnerOf({ ...plain, x, y }, 8);
      const solution = await solveExact(run, { ...plain, onRankDeficient: 'error', names: [] });
      const { raw, objective } = solution;
      expect(objective, `seed ${seed}`).toBeGreaterThanOrEqual(0);
      expect(objective, `seed ${seed}`).toBeLessThan(2 ** -150);
      expect(raw.weights[0]).toBe(3);
      expect(raw.weights[1]).toBe(-5);
      // A column that takes no part has no digit of its weight right, which is no reason to go on.
      expect(Math.abs(raw.weights[2]!)).toBeLessThan(1e-20);
      expect(raw.intercept).toBe(1);
    }
  });
});
