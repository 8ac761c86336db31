/** Relations between columns are proved only where they hold to the last bit in every row. */
import { describe, expect, it } from 'vitest';
import { random } from '#chainrule/random.js';
import { proveFactor } from '#chainrule/solve/certificate/certificate.js';
import { prepareColumns } from '#chainrule/solve/exact/prepared-columns.js';
import { relationPass } from '#chainrule/solve/passes/relation-pass.js';
import { passes } from '../../support/plain-workspace.js';
import { runnerOf } from '../trial.js';

/** Whether Σ pⱼxⱼ = c is proved for these rows. */
function holds(x: readonly (readonly number[])[], p: readonly number[], c = 0): boolean {
  const d = p.length;
  const frame = new Float64Array(2 * (d + 1)).fill(1, 0, d + 1);
  const input = Float64Array.of(...frame, ...p, c);
  const y = new Float64Array(x.length);
  return relationPass.block(Float64Array.from(x.flat()), y, x.length, d, input)[0] === 1;
}

describe('a relation', () => {
  it('is proved where it holds, and not where one row breaks it by a bit', () => {
    expect(
      holds(
        [
          [1, 2, 3],
          [0.1, 0.25, 0.35],
          [0, 0, 0],
        ].slice(0, 1),
        [1, 1, -1],
      ),
    ).toBe(true);
    expect(
      holds(
        [
          [1, 2],
          [3, 4],
        ],
        [1, -1],
        -1,
      ),
    ).toBe(true);
    expect(
      holds(
        [
          [1, 2],
          [3, 4],
          [5, 6 + 2 ** -50],
        ],
        [1, -1],
        -1,
      ),
    ).toBe(false);
    // 0.1 + 0.2 is not 0.3, nor is it the float64 that it is rounded to.
    expect(holds([[0.1, 0.2, 0.1 + 0.2]], [1, 1, -1])).toBe(false);
  });

  it('takes in the low words of products', () => {
    const x = 1 + 2 ** -52;
    expect(holds([[x, 3 * x]], [3, -1])).toBe(false);
    expect(holds([[x, 2 * x]], [2, -1])).toBe(true);
  });

  it('is not proved of numbers whose products might underflow, zeros apart', () => {
    expect(holds([[2 ** -899, 2 ** -899]], [1, -1])).toBe(true);
    expect(holds([[2 ** -901, 2 ** -901]], [1, -1])).toBe(false);
    expect(holds([[0, 0]], [1, -1])).toBe(true);
  });

  it('holds over all blocks or not at all', () => {
    const { merge } = passes.get('relation')!;
    const of = (...flags: number[]) => Float64Array.from(flags);
    expect(merge(of(1, 1, 0, 0), of(1, 0, 1, 0))).toEqual(of(1, 0, 0, 0));
  });

  it('of a total and its parts is found whatever their means', async () => {
    for (let seed = 0; seed < 30; seed++) {
      const source = random(seed, 'total');
      const x = Array.from({ length: 7 }, () => {
        const [a, b] = [source.below(1e9) / 4, source.below(1e9)];
        return [a, b, a + b];
      });
      const problem = { x, y: x.map(() => source.uniform()), intercept: true, standardize: true, l2Reg: 0 };
      const run = runnerOf(problem, 3);
      const { eigenvalue, factor } = await proveFactor(run, await prepareColumns(run, problem));
      expect(factor.dependent).toHaveLength(1);
      expect(eigenvalue, `seed ${seed}`).toBeGreaterThan(0.9);
    }
  });
});
