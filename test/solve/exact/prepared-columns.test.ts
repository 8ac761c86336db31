/** What is known of columns holds: lengths and sizes are not below the true ones, sums are off by no more than ε. */
import { describe, expect, it } from 'vitest';
import { tileRows } from '#chainrule/kernels/tile-kernels.js';
import { random } from '#chainrule/random.js';
import { at } from '#chainrule/solve/arithmetic/double-double.js';
import { frameInput, frameOf } from '#chainrule/solve/exact/frame.js';
import { columnsOf, prepareColumns, summationError } from '#chainrule/solve/exact/prepared-columns.js';
import { packedIndex } from '#chainrule/solve/passes/gram-pass.js';
import { readMoments } from '#chainrule/solve/passes/moments-pass.js';
import { dyadic, minus, product, sum } from '../dyadic.js';
import { approximately, exactly, InFrame } from '../in-frame.js';
import type { Problem } from '../oracle.js';
import { runnerOf } from '../trial.js';

const options = { intercept: true, standardize: true, l2Reg: 0 };
const u = 2 ** -53;

describe('the error of sums', () => {
  it('covers its analysis: of a tile, of a chain of additions, of a residual over many columns', () => {
    const half = tileRows / 2;
    // Sums of 64 products in which 64 roundings meet the low words of as many partial sums, and three of each product.
    const tile = half * (half + 3) * u * u;
    expect(summationError(tileRows + 2, 1)).toBeGreaterThan(tile);
    // Additions of two words are right to 3u².
    for (const longest of [1e3, 1e6, 1e12]) {
      expect(summationError(longest, 1)).toBeGreaterThan(tile + 3 * u * u * longest);
    }
    for (const columns of [10, 1000, 100_000]) {
      expect(summationError(tileRows + 2, columns)).toBeGreaterThan(tile + (columns + 2) ** 2 * u * u);
    }
    // Nor is it so large that nothing could be proved.
    expect(summationError(tileRows + 64, 10)).toBeLessThan(2 ** -90);
  });

  it('is in the columns: by rows, largest block and number of columns', async () => {
    for (const [rows, blockRows, d] of [
      [300, 300, 1],
      [300, 100, 2],
      [40, 3, 5],
    ] as const) {
      const x = Array.from({ length: rows }, (_, i) =>
        Array.from({ length: d }, (_, j) => (i * (j + 1)) % 17),
      );
      const run = runnerOf({ x, y: x.map((row) => row[0]!), ...options }, blockRows);
      const { epsilon, chain } = await prepareColumns(run, options);
      expect(chain).toBe(tileRows + Math.ceil(blockRows / tileRows) + Math.min(64, rows));
      expect(epsilon).toBe(summationError(chain, d + 1));
    }
  });

  it('is not exceeded by the passes, whatever cancels', async () => {
    for (let seed = 0; seed < 12; seed++) {
      const source = random(seed, 'sums');
      const number = () => (source.uniform() - 0.5) * 10 ** source.below(12);
      const x = Array.from({ length: 150 }, () => [number(), number()]);
      const problem: Problem = { ...options, x, y: x.map(() => number()), intercept: seed % 2 === 0 };
      const run = runnerOf(problem, 130);
      const columns = await prepareColumns(run, problem);
      const inFrame = new InFrame(problem, columns.frame);
      const input = frameInput(columns.frame);
      const spread = await run('spread', input);
      const gram = await run('exactGram', input);
      const norm = [0, 1, 2].map((j) => Math.sqrt(approximately(inFrame.product(j, j))));
      for (let j = 0; j < 3; j++) {
        const off = minus(exactly(at(spread, j)), sum(inFrame.column(j)));
        const error = Math.abs(approximately(off));
        expect(error, `seed ${seed}`).toBeLessThanOrEqual(columns.epsilon * Math.sqrt(150) * norm[j]!);
        for (let k = j; k < 3; k++) {
          const found = exactly(at(gram, packedIndex(3, j, k)));
          const error = Math.abs(approximately(minus(found, inFrame.product(j, k))));
          expect(error, `seed ${seed}`).toBeLessThanOrEqual(columns.epsilon * norm[j]! * norm[k]!);
        }
      }
    }
  });
});

describe('length and size', () => {
  it('are at least ‖x̃‖ and ‖x·2^−e‖', async () => {
    for (let seed = 0; seed < 50; seed++) {
      const source = random(seed, 'length');
      const n = 2 + source.below(12);
      // All of one size: then the largest says all.
      const x = Array.from({ length: n }, (_, i) => [i % 2 === 0 ? 1 : -1, source.uniform() - 0.5]);
      const problem: Problem = { ...options, x, y: x.map(() => source.uniform()), intercept: seed % 3 > 0 };
      const columns = await prepareColumns(runnerOf(problem, 5), problem);
      const inFrame = new InFrame(problem, columns.frame);
      for (let j = 0; j < 3; j++) {
        const square = (value: number) => product(dyadic(value), dyadic(value));
        expect(minus(square(columns.length[j]!), inFrame.product(j, j)).m >= 0n, `seed ${seed}`).toBe(true);
        const whole = sum(
          x.map((row, i) => square((j === 2 ? problem.y[i]! : row[j]!) * columns.frame.scale[j]!)),
        );
        expect(minus(square(columns.size[j]!), whole).m >= 0n, `seed ${seed}`).toBe(true);
        expect(columns.length[j]! ** 2).toBeLessThan(approximately(inFrame.product(j, j)) * (1 + 1e-11));
      }
    }
  });
});

describe('a constant column', () => {
  it('is 0 in every row of the frame, though the mean of its rows is rounded', async () => {
    for (let n = 2; n < 60; n++) {
      const x = Array.from({ length: n }, () => [0.1, 1 / 3, -1e7 / 7]);
      const columns = await prepareColumns(runnerOf({ ...options, x, y: x.map((_, i) => i) }, 7), options);
      expect(columns.frame.constant).toEqual([true, true, true, false]);
      expect([...columns.length.subarray(0, 3)], `${n} rows`).toEqual([0, 0, 0]);
    }
  });
});

describe('squares', () => {
  it('that rounding took from a column that has some are known not at all; those of a constant column are 0', async () => {
    const x = [1, 2, 4, 8].map((value) => [value, 5]);
    const problem = { ...options, x, y: [1, 0, 1, 0] };
    const run = runnerOf(problem, 2);
    const moments = readMoments(await run('moments', new Float64Array()));
    const frame = frameOf(moments, problem);
    const spread = await run('spread', frameInput(frame));
    const given = { objective: problem, frame, moments, gram: undefined, epsilon: 2 ** -90 };
    const columns = columnsOf({ ...given, spread });
    expect(columns.squaresError[0]).toBeGreaterThan(0);
    expect(columns.squaresError[0]).toBeLessThan(2 ** -85);
    expect(columns.squaresError[1]).toBe(0);
    spread[3] = 0.01;
    spread[0] = 4;
    expect(columnsOf({ ...given, spread }).squaresError[0]).toBe(Number.POSITIVE_INFINITY);
  });
});
