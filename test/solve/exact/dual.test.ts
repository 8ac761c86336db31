/** The dual problem has the answer of the primal one, for any λ, and never a matrix of columns by columns. */
import { describe, expect, it } from 'vitest';
import { random } from '#chainrule/random.js';
import { certify } from '#chainrule/solve/certificate/certificate.js';
import { type DualFactor, factorizeDual } from '#chainrule/solve/exact/dual-factor.js';
import { leastDualObjective, refineDual } from '#chainrule/solve/exact/dual-refine.js';
import { solveExact } from '#chainrule/solve/exact/exact.js';
import { rawWeights } from '#chainrule/solve/exact/point.js';
import { prepareColumns } from '#chainrule/solve/exact/prepared-columns.js';
import { type Runner, runnerWith } from '#chainrule/solve/passes/block-pass.js';
import { matrices } from '../../support/plain-workspace.js';
import { dyadic } from '../dyadic.js';
import { Oracle, type Problem } from '../oracle.js';
import { rawPoint } from '../raw-point.js';
import { runnerOf } from '../trial.js';

const options = { onRankDeficient: 'error', names: [] } as const;
const ways = [true, false].flatMap((intercept) =>
  [true, false].map((standardize) => ({ intercept, standardize })),
);

function problemOf(seed: number, n: number, d: number, l2Reg: number, way = ways[0]!): Problem {
  const source = random(seed, 'dual');
  const scales = Array.from({ length: d }, () => 2 ** (source.below(12) - 6));
  const x = Array.from({ length: n }, () => scales.map((scale) => (source.uniform() + 1) * scale));
  // Constant, but for one row where there is no intercept.
  for (const [i, row] of x.entries()) row[d - 1] = way.intercept || i === 0 ? 3 : 3.5;
  return { ...way, x, y: x.map((row) => row[0]! - row[1]! + source.uniform()), l2Reg };
}

function checkedSolve(problem: Problem, run: Runner = runnerOf(problem, problem.y.length)) {
  return solveExact(run, { ...problem, ...options });
}

describe.each(ways)('the dual problem, %j', (way) => {
  it('has the optimum, at any penalty, and is certified by its own factor', async () => {
    for (const [seed, l2Reg] of [1e-30, 1e-9, 1e-3, 1, 1e6, 1e30].entries()) {
      const problem = problemOf(seed, 5, 9, l2Reg, way);
      const oracle = new Oracle(problem);
      const { raw, factor, columns } = await checkedSolve(problem);
      expect(factor.kind, `l2Reg ${l2Reg}`).toBe('dual');
      const at = oracle.objective([...raw.weights].map(dyadic), dyadic(raw.intercept));
      // Weights of 53 bits are as near as this: J is small only where λ is.
      const bits = Math.min(0, Math.log2(l2Reg));
      expect(oracle.gapBits(at), `l2Reg ${l2Reg}`).toBeLessThan(-60 - bits);
      const point = rawPoint(columns, raw.weights, raw.intercept);
      const certificate = await certify(runnerOf(problem, 5), columns, point, {
        exactCheckColumns: 0,
        dual: factor as DualFactor,
      });
      expect(certificate.certified).toBe(true);
      expect(oracle.isBound(certificate.bound, at)).toBe(true);
      const tight = certificate.relativeGap < 1e-25 || !oracle.isBound(certificate.bound / 2, at);
      expect(tight, `l2Reg ${l2Reg}`).toBe(true);
    }
  });

  it('has the weights of the primal one, in float64 and in double-double, over several tiles', async () => {
    for (const [n, d] of [
      [1, 2],
      [2, 300],
      [40, 150],
      [140, 145],
    ] as const) {
      const problem = problemOf(n, n, d, 0.01, way);
      const run = runnerOf(problem, n);
      const expected = await solveExact(run, { ...problem, ...options, method: 'exactGram' });
      const columns = await prepareColumns(run, problem);
      for (const exactly of [true, false]) {
        const factor = await factorizeDual(run, columns, exactly);
        expect(factor.matrix.length).toBe((exactly ? 2 : 1) * n * n);
        const { point, refinements } = await refineDual(run, columns, factor);
        const { weights, intercept } = rawWeights(columns, point);
        expect(weights).toEqual(expected.raw.weights);
        expect(intercept).toBe(expected.raw.intercept);
        expect(refinements).toBeLessThan(exactly ? 2 : 3);
      }
    }
  });
});

describe('the dual problem', () => {
  it('is solved only where rows are fewer than columns, in one block, and with a penalty', async () => {
    const kindOf = async (n: number, d: number, l2Reg: number, blockRows: number) => {
      const problem = problemOf(1, n, d, l2Reg);
      return (await checkedSolve(problem, runnerOf(problem, blockRows))).factor.kind;
    };
    expect(await kindOf(8, 9, 1, 8)).toBe('dual');
    expect(await kindOf(8, 9, 1, 7)).toBe('primal');
    expect(await kindOf(9, 9, 1, 9)).toBe('primal');
    expect(await kindOf(8, 5, 0, 8)).toBe('primal');
  });

  it('asks for no matrix and no partial that grows with the square of the columns', async () => {
    const [n, d] = [4, 400];
    const problem = problemOf(3, n, d, 0.01);
    const run = runnerOf(problem, n);
    let largest = 0;
    const noting = runnerWith(
      async (pass, input) => {
        const partial = await run(pass, input);
        largest = Math.max(largest, partial.length, input.length);
        return partial;
      },
      {
        blocks: 1,
        matrices: {
          ...matrices,
          allocate(length) {
            largest = Math.max(largest, length);
            return matrices.allocate(length);
          },
        },
      },
    );
    await checkedSolve(problem, noting);
    expect(largest).toBeGreaterThan(d);
    expect(largest).toBeLessThan(10 * d);
  });

  it('tells J* within the error it states', async () => {
    for (const [seed, l2Reg] of [1e-6, 1e-3, 1, 1e3].entries()) {
      const problem = problemOf(seed, 5, 9, l2Reg, ways[seed]!);
      const run = runnerOf(problem, 5);
      const columns = await prepareColumns(run, problem);
      const { numerator, denominator, e } = new Oracle(problem);
      const least = ((Number((numerator * 2n ** 80n) / denominator) / 2 ** 80) * 2 ** e) / 5 ** 3;
      for (const exactly of [true, false]) {
        const factor = await factorizeDual(run, columns, exactly);
        const { value, error } = await leastDualObjective(run, columns, factor);
        expect(Math.abs(value - least), `l2Reg ${l2Reg}`).toBeLessThanOrEqual(error);
        expect(error).toBeLessThan(1e-2 * least);
      }
    }
  });

  it('with rows that repeat others is solved unless λ is too small to tell them apart', async () => {
    const { x, y, ...rest } = problemOf(5, 6, 9, 1e-20);
    const problem = { ...rest, x: [...x, x[2]!], y: [...y, y[2]! + 1] };
    const { raw } = await checkedSolve(problem);
    const oracle = new Oracle(problem);
    const at = oracle.objective([...raw.weights].map(dyadic), dyadic(raw.intercept));
    expect(oracle.gapBits(at)).toBeLessThan(-60);
    await expect(checkedSolve({ ...problem, l2Reg: 1e-40 })).rejects.toMatchObject({
      code: 'EXACT_ILL_CONDITIONED',
      exitStatus: 70,
    });
  });

  it('of an outcome that is constant has weights 0', async () => {
    const problem = { ...problemOf(6, 4, 7, 0.1), y: [0.1, 0.1, 0.1, 0.1] };
    const { raw, objective } = await checkedSolve(problem);
    expect([...raw.weights, raw.intercept, objective]).toEqual([0, 0, 0, 0, 0, 0, 0, 0.1, 0]);
  });

  it('of columns that take no part settles', async () => {
    // Column 1 is orthogonal to the others and to the outcome.
    const x = [
      [1, 1, 2],
      [-1, 1, 1],
    ];
    const problem = {
      x: x.map(([a, b]) => [a!, b!, a!]),
      y: [1, -1],
      intercept: false,
      standardize: false,
      l2Reg: 1,
    };
    const { raw, factor } = await checkedSolve(problem);
    expect(factor.kind).toBe('dual');
    // No digit of it is right, which is no reason to go on.
    expect(Math.abs(raw.weights[1]!)).toBeLessThan(1e-30);
    // Both others share: w = Σxy/(2Σx² + n λ).
    expect(raw.weights[0]).toBeCloseTo(2 / 6, 15);
    expect(raw.weights[2]).toBe(raw.weights[0]);
  });
});
