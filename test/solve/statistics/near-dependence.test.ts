/** Which columns the others nearly explain. */
import { describe, expect, it } from 'vitest';
import { random } from '#chainrule/random.js';
import { factorize } from '#chainrule/solve/exact/factor.js';
import { prepareColumns } from '#chainrule/solve/exact/prepared-columns.js';
import { nearDependence } from '#chainrule/solve/statistics/near-dependence.js';
import { runnerOf } from '../trial.js';

const source = random(9, 'near');
const n = 200;
const noise = () => Array.from({ length: n }, () => source.uniform() - 0.5);
const [a, b, c, d] = [noise(), noise(), noise(), noise()];

/** The third column is the sum of the first two but for `apart` times as much of its own; the fourth is free. */
async function found(apart: number, l2Reg = 0, scale = 1) {
  const x = a.map((value, i) => [value, b[i]!, scale * (value + b[i]! + apart * c[i]!), d[i]!]);
  const problem = { x, y: c, intercept: true, standardize: true, l2Reg };
  const run = runnerOf(problem, 64);
  const columns = await prepareColumns(run, problem);
  return nearDependence(columns, await factorize(run, columns));
}

describe('near dependence', () => {
  it('is the part of a column that the others do not explain, whatever its unit', async () => {
    for (const scale of [1, 1000]) {
      const near = await found(1e-7, 0, scale);
      expect(near.map(({ column }) => column)).toEqual([0, 1, 2]);
      // Uniform noise of one column beside the sum of two, or beside one alone.
      expect(near[2]!.unexplained / (1e-7 / Math.sqrt(2))).toBeCloseTo(1, 0);
      expect(near[0]!.unexplained / 1e-7).toBeCloseTo(1, 0);
    }
  });

  it('is not there from 1e-5 on, nor with a penalty', async () => {
    expect(await found(1e-4)).toEqual([]);
    expect(await found(1e-7, 1e-3)).toEqual([]);
  });
});
