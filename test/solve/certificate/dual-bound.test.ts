/** Bounds of the dual problem hold whatever is off, up to its stated error, and are near what they bound. */
import { describe, expect, it } from 'vitest';
import { random } from '#chainrule/random.js';
import { dualBound, inverseDiagonal } from '#chainrule/solve/certificate/dual-bound.js';
import type { MeasuredExactly } from '#chainrule/solve/certificate/measure.js';
import { factorizeDual } from '#chainrule/solve/exact/dual-factor.js';
import { factorize } from '#chainrule/solve/exact/factor.js';
import { frameInput } from '#chainrule/solve/exact/frame.js';
import { prepareColumns } from '#chainrule/solve/exact/prepared-columns.js';
import { runnerWith } from '#chainrule/solve/passes/block-pass.js';
import type { Problem } from '../oracle.js';
import { runnerOf } from '../trial.js';
import { measuredOf } from './records.js';

function problemOf(seed: number, n: number, d: number, l2Reg: number): Problem {
  const source = random(seed, 'dual bound');
  const x = Array.from({ length: n }, () =>
    Array.from({ length: d }, (_, j) => (j === 2 ? 1 : 2 ** (j % 5) * (source.uniform() + (seed % 3)))),
  );
  const [intercept, standardize] = [seed % 2 === 0, seed % 4 < 2];
  return { x, y: x.map((row) => row[0]! + source.uniform()), intercept, standardize, l2Reg };
}

const norm = (values: ArrayLike<number>) => Math.sqrt(Array.from(values).reduce((sum, x) => sum + x * x, 0));

/** A problem with all that its bounds need, and hᵀA⁻¹h by a factor of A itself. */
async function prepared(seed: number, l2Reg: number) {
  const [n, d] = [4, 7];
  const problem = problemOf(seed, n, d, l2Reg);
  const run = runnerOf(problem, n);
  const columns = await prepareColumns(run, problem);
  const { kept, inverse } = await factorize(run, columns, 'exactGram');
  const quadratic = (h: ArrayLike<number>) => {
    const c = kept.map((_, j) =>
      kept.reduce((sum, to, i) => sum + inverse[i * kept.length + j]! * h[to]!, 0),
    );
    return norm(c) ** 2;
  };
  return {
    n,
    d,
    run,
    columns,
    quadratic,
    factor: await factorizeDual(run, columns),
    source: random(seed, 'h'),
  };
}

/** A gradient that is known exactly but for what a test says. */
function measured(h: Float64Array, off: Partial<MeasuredExactly> = {}): MeasuredExactly {
  const zeros = new Float64Array(h.length);
  return { ...measuredOf([]), h, hError: zeros, hLow: zeros, blur: 0, ownError: zeros, ...off };
}

/** Σ bᵢ(x̃ᵢⱼ − δⱼ). */
async function combined({ run, columns, n, d }: Awaited<ReturnType<typeof prepared>>, b: readonly number[]) {
  const partial = await run('combination', frameInput(columns.frame, [...b, ...new Array(n).fill(0)]));
  return Float64Array.from({ length: d }, (_, j) => partial[j]! - columns.offset[j]![0] * partial[d]!);
}

describe('the bound of hᵀA⁻¹h', () => {
  const each = async (test: (given: Awaited<ReturnType<typeof prepared>>, seed: number) => Promise<void>) => {
    for (let seed = 0; seed < 24; seed++) await test(await prepared(seed, 10 ** ((seed % 7) - 6)), seed);
  };

  it('is that, whether h is of the rows or not', () =>
    each(async (given, seed) => {
      const { run, columns, factor, quadratic, source, d, n } = given;
      const free = Float64Array.from({ length: d }, () => source.uniform() - 0.5);
      const ofRows = await combined(
        given,
        Array.from({ length: n }, () => source.uniform() - 0.5),
      );
      for (const h of [free, ofRows]) {
        const ratio = (await dualBound(run, columns, factor, measured(h))) / quadratic(h);
        expect(ratio, `seed ${seed}`).toBeGreaterThan(1 - 1e-11);
        expect(ratio, `seed ${seed}`).toBeLessThan(1 + 1e-9);
      }
    }));

  it('holds where each h is off by its own error', () =>
    each(async ({ run, columns, factor, quadratic, source, d }, seed) => {
      const h = Float64Array.from({ length: d }, () => source.uniform() - 0.5);
      const ownError = h.map((value) => Math.abs(value) * 2 ** -10);
      const found = measured(
        h.map((value) => value * (1 - 0.99 * 2 ** -10)),
        { ownError },
      );
      expect(await dualBound(run, columns, factor, found), `seed ${seed}`).toBeGreaterThan(quadratic(h));
    }));

  it('holds where residuals are off', () =>
    each(async (given, seed) => {
      const { run, columns, factor, quadratic, source, n } = given;
      const b = Array.from({ length: n }, () => source.uniform() - 0.5);
      const h = await combined(given, b);
      const found = measured(
        h.map((value) => value * (1 - 0.99 * 2 ** -10)),
        { blur: 2 ** -10 * norm(b) },
      );
      expect(await dualBound(run, columns, factor, found), `seed ${seed}`).toBeGreaterThan(quadratic(h));
    }));

  it('holds where sums over rows are off', () =>
    each(async ({ run, columns, factor, quadratic, source, d, n }, seed) => {
      const epsilon = 2 ** -20;
      const h = Float64Array.from({ length: d }, () => source.uniform() - 0.5);
      const wrong = runnerWith(async (pass, input) => {
        const partial = await run(pass, input);
        if (pass !== 'combination') return partial;
        const a = norm(input.subarray(2 * (d + 1), 2 * (d + 1) + n));
        // Towards h, so that less of it seems to be left.
        for (let j = 0; j < d; j++) {
          const left = h[j]! - (partial[j]! - columns.offset[j]![0] * partial[d]!);
          partial[j]! += 0.99 * Math.sign(left) * epsilon * columns.length[j]! * a;
        }
        return partial;
      }, run);
      const bound = await dualBound(wrong, { ...columns, epsilon }, factor, measured(h));
      expect(bound, `seed ${seed}`).toBeGreaterThan(quadratic(h));
    }));

  it('improves on a rough factor round by round, and stops at what is enough', () =>
    each(async ({ run, columns, factor, quadratic, source, d }, seed) => {
      let passes = 0;
      const counting = runnerWith((pass, input) => {
        passes += 1;
        return run(pass, input);
      }, run);
      const rough = { ...factor, inverse: factor.inverse.map((value) => value * 1.05) };
      const h = Float64Array.from({ length: d }, () => source.uniform() - 0.5);
      await dualBound(counting, columns, rough, measured(h), Number.POSITIVE_INFINITY);
      expect(passes).toBe(2);
      const ratio = (await dualBound(run, columns, rough, measured(h))) / quadratic(h);
      expect(ratio, `seed ${seed}`).toBeGreaterThan(1 - 1e-11);
      expect(ratio, `seed ${seed}`).toBeLessThan(2);
    }));
});

describe('the diagonal of A⁻¹', () => {
  it('is bounded from above, closely, in float64 and in double-double', async () => {
    for (let seed = 0; seed < 24; seed++) {
      const [n, d] = [seed < 20 ? 5 : 70, seed < 20 ? 9 : 150];
      const problem = problemOf(seed, n, d, 10 ** -(seed % 5));
      const run = runnerOf(problem, n);
      const columns = await prepareColumns(run, problem);
      const { kept, inverse } = await factorize(run, columns, 'exactGram');
      for (const exactly of [true, false]) {
        const dual = await factorizeDual(run, columns, exactly);
        const bounds = await inverseDiagonal(run, columns, dual);
        for (const [row, j] of kept.entries()) {
          const right = norm(inverse.subarray(row * kept.length, (row + 1) * kept.length)) ** 2;
          expect(bounds[j]! / right, `seed ${seed}, column ${j}`).toBeGreaterThan(1 - 1e-13);
          expect(bounds[j]! / right, `seed ${seed}, column ${j}`).toBeLessThan(1 + 1e-5);
        }
        if (problem.intercept) expect(bounds[2]).toBe(Number.POSITIVE_INFINITY);
      }
    }
  });

  it('is bounded by what is proved of a rough factor, and of rough numbers', async () => {
    for (let seed = 0; seed < 24; seed++) {
      const { run, columns, factor, quadratic, d } = await prepared(seed, 0.1);
      const rough = { ...factor, inverse: factor.inverse.map((value) => value * (1 + 2 ** -8)) };
      const entryError = 2 ** -30;
      const off = 0.99 * entryError * norm(factor.inverse);
      const wrong = runnerWith(async (pass, input) => {
        const partial = await run(pass, input);
        if (pass !== 'leverage') return partial;
        return partial.map((value, j) => {
          const z = factor.factors[j]![0] * Math.sqrt(Math.max(0, columns.squares[j]![0]));
          return (Math.sqrt(value) + off * z) ** 2;
        });
      }, run);
      const bounds = await inverseDiagonal(run, columns, rough);
      const others = await inverseDiagonal(wrong, columns, { ...factor, entryError, amplification: 0 });
      for (const j of factor.kept) {
        const right = quadratic(Float64Array.from({ length: d }, (_, k) => (k === j ? 1 : 0)));
        expect(bounds[j]! / right, `seed ${seed}, column ${j}`).toBeGreaterThan(1 - 1e-13);
        expect(others[j]! / right, `seed ${seed}, column ${j}`).toBeGreaterThan(1 - 1e-13);
      }
    }
  });
});
