/** Step sizes nobody tuned lead to the optimum; the floor never diverges. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type EpochReport, runEpochs } from '#chainrule/train/coordinator.js';
import { largestEigenvalue } from '#chainrule/train/eigenvalue.js';
import type { Job } from '#chainrule/train/job.js';
import { largestEigenvalueBound } from '#chainrule/train/smoothness.js';
import { startSchedule } from '#chainrule/train/step-size.js';
import { auto, LocalEngine } from './local-engine.js';
import { gapOf, generated, hessian, jobOf, type Problem, problemOf, problemOfFile } from './problems.js';

const problems = [
  problemOfFile('data/diabetes.csv', 'progression'),
  problemOfFile('data/diabetes.csv', 'progression', 0.01),
  problemOfFile('test/fixtures/mpg.csv', 'hwy'),
  problemOfFile('test/fixtures/mpg.csv', 'hwy', 0.01),
  generated(20_000, 10, 1),
];

/** A run with the defaults of a config; the gap is the true one. */
async function run(problem: Problem, options: Partial<Job>, tolerance: number) {
  const engine = new LocalEngine(jobOf(problem, options), problem);
  const gap = gapOf(problem);
  const rules = {
    epochs: 1000,
    tolerance,
    gap: async (theta: Float64Array) => ({ relative: gap(theta), rounding: false }),
  };
  const start = await engine.evaluate('training', engine.state.theta);
  const stepSizes = await auto(engine, problem);
  let last: EpochReport | undefined;
  for await (const report of runEpochs(engine, { stepSizes, rules, start })) last = report;
  return { engine, stepSizes, last, gap: gap(engine.state.parameters) };
}

describe.each(problems)('$name, λ = $l2Reg', (problem) => {
  test.each(['rows', 'replacement', 'blocks', 'file'] as const)('SGD, order: %s', async (order) => {
    const { last, gap } = await run(problem, { order }, 1e-3);
    if (order === 'rows' || order === 'replacement') expect(last?.stopping?.reason).toBe('tolerance');
    // Of the floor only so much is asked, as it is for rows in whatever order.
    expect(gap).toBeLessThan(order === 'rows' || order === 'replacement' ? 1e-3 : 1e-2);
  });

  test('SGD, one row a step', async () => {
    const { gap } = await run(problem, { batchSize: 1 }, 1e-3);
    expect(gap).toBeLessThan(1e-3);
  });

  test('SVRG reaches a relative gap of 1e-10', async () => {
    const { last, gap } = await run(problem, { solver: 'svrg' }, 1e-10);
    expect(last?.stopping?.reason).toBe('tolerance');
    expect(gap).toBeLessThan(1e-10);
  });
});

test('the bound of the largest eigenvalue is one, and near where there are few columns', async () => {
  for (const problem of [...problems, generated(50, 40, 2)]) {
    const engine = new LocalEngine(jobOf(problem), problem);
    const H = hessian({ ...problem, l2Reg: 0 });
    let v = H.map((_, k) => 1 + k / 7);
    let largest = 0;
    for (let k = 0; k < 500; k++) {
      const Hv = H.map((row) => row.reduce((sum, h, j) => sum + h * v[j]!, 0));
      largest = Math.sqrt(Hv.reduce((sum, x) => sum + x * x, 0));
      v = Hv.map((x) => x / largest);
    }
    const bound = await largestEigenvalue(engine);
    expect(bound).toBeGreaterThan((largest / 2) * (1 - 1e-12));
    if (problem.features < 16) expect(bound).toBeLessThan((1.2 * largest) / 2);
  }
});

test('columns of zeros have the bound 0', () => {
  expect(largestEigenvalueBound(new Float64Array(3), 4, { features: 2, intercept: false })).toBe(0);
});

const column = (rows: number) =>
  fc.oneof(
    fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: rows, maxLength: rows }),
    fc.constantFrom(1e-9, 1, 1e9).map((scale) => Array.from({ length: rows }, (_, i) => scale * i)),
    fc.constant(new Array<number>(rows).fill(3)),
    fc.nat(rows - 1).map((place) => Array.from({ length: rows }, (_, i) => (i === place ? 1e12 : i % 2))),
  );

/** Few rows, collinear, constant or far out, fewer than there are columns. */
const hostile = fc
  .integer({ min: 1, max: 12 })
  .chain((rows) =>
    fc
      .tuple(
        fc.array(column(rows), { minLength: 1, maxLength: 6 }),
        column(rows),
        fc.constantFrom(0, 1e-6, 1, 1e6),
      )
      .map(([columns, ys, l2Reg]) => problemOf('hostile', columns, ys, l2Reg)),
  );
const ways = fc.record({
  batchSize: fc.integer({ min: 1, max: 14 }),
  order: fc.constantFrom('rows', 'blocks', 'file', 'replacement'),
  seed: fc.nat(1000),
});

test('the floor takes no two parameter vectors further apart, whatever the rows', async () => {
  await fc.assert(
    fc.asyncProperty(
      hostile,
      ways,
      fc.infiniteStream(fc.double({ min: -9, max: 9, noNaN: true })),
      async (problem, way, values) => {
        const engine = new LocalEngine(jobOf(problem, { ...way, order: 'file', averaging: false }), problem);
        const stepSizes = await auto(engine, problem);
        expect(stepSizes.initial).toBe(stepSizes.floor);
        const ends = [0, 1].map(() => engine.state.theta.map(() => Number(values.next().value)));
        const apart = () => Math.hypot(...ends[0]!.map((value, k) => value - ends[1]![k]!));
        const before = apart();
        for (const theta of ends) {
          startSchedule(engine.state.schedule, stepSizes);
          engine.state.theta.set(theta);
          const steps = Math.ceil(problem.rows / engine.job.batchSize);
          engine.trainer.takeSteps(0, { from: 0, to: steps }, engine.state, 0);
          theta.set(engine.state.theta);
        }
        // Numbers of 1e12 leave a rounding of their own.
        const rounding = 1e-13 * Math.hypot(...ends[0]!, ...ends[1]!, ...problem.ys);
        expect(apart()).toBeLessThanOrEqual(before * (1 + 1e-12) + rounding);
      },
    ),
    { numRuns: 300, seed: 5 },
  );
});

test('auto never diverges on hostile problems', async () => {
  await fc.assert(
    fc.asyncProperty(hostile, ways, async (problem, way) => {
      const engine = new LocalEngine(jobOf(problem, way), problem);
      const start = await engine.evaluate();
      const stepSizes = await auto(engine, problem);
      for await (const { stepSize } of runEpochs(engine, {
        stepSizes,
        rules: { epochs: 30 },
        start,
      })) {
        expect(stepSize).toBeGreaterThanOrEqual(stepSizes.floor);
      }
      const end = await engine.evaluate();
      expect(Number.isFinite(end.objective)).toBe(true);
    }),
    { numRuns: 200, seed: 6 },
  );
});
