/** A traced engine: it takes the very steps of the engine behind it, and reports the numbers that they were taken with. */
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { plainPermute } from '#chainrule/kernels/permute.js';
import { ridge } from '#chainrule/models/linear.js';
import { EpochOrder } from '#chainrule/train/epoch-order.js';
import { FullGradient } from '#chainrule/train/full-gradient.js';
import type { Job } from '#chainrule/train/job.js';
import { stepsPerEpoch } from '#chainrule/train/minibatches.js';
import { startSchedule } from '#chainrule/train/step-size.js';
import { type StepTrace, TracedEngine } from '#chainrule/train/traced-engine.js';
import { linearExamples } from '../support/examples.js';
import { plainSteps } from '../support/states.js';
import { LocalEngine } from './local-engine.js';

const features = 3;
const l2Reg = 0.1;

interface Case {
  readonly job: Job;
  readonly traced: number;
}

const cases: fc.Arbitrary<Case> = fc
  .record({
    rows: fc.integer({ min: 1, max: 70 }),
    batchSize: fc.integer({ min: 1, max: 40 }),
    shardBits: fc.nat(4),
    blockBits: fc.nat(2),
    order: fc.constantFrom('rows', 'blocks', 'file', 'replacement'),
    seed: fc.nat(100),
    way: fc.constantFrom('plain', 'momentum', 'averaging', 'svrg'),
    evenSteps: fc.boolean(),
    traced: fc.integer({ min: 1, max: 12 }),
  })
  .map(({ shardBits, blockBits, way, traced, ...rest }) => ({
    traced,
    job: {
      ...{ ...plainSteps, ...rest, shardRows: 2 ** shardBits, blockRows: 2 ** (shardBits + blockBits) },
      model: ridge({ features, intercept: true, l2Reg }),
      ...(way === 'momentum' && { momentum: 0.5 }),
      ...(way === 'averaging' && { averaging: true }),
      ...(way === 'svrg' && { solver: 'svrg' as const }),
    },
  }));

function engineFor(job: Job) {
  const examples = linearExamples(job.rows, features, job.seed);
  const engine = new LocalEngine(job, examples);
  startSchedule(engine.state.schedule, { initial: 0.01, decay: 0.1, root: false });
  engine.state.theta.set([0.5, -1, 0.25, 2]);
  return { engine, examples };
}

/** Rows of the table are numbered from 1001 on. */
const shift = 1001;

function trace({ job, traced }: Case) {
  const { engine, examples } = engineFor(job);
  const steps: StepTrace[] = [];
  const repeated: number[] = [];
  const tracing = new TracedEngine(engine, {
    steps: traced,
    rows: {
      numbers: async (rows) => Array.from(rows, (row) => row + shift),
      async read(numbers, xs, ys) {
        for (const [i, row] of numbers.map((number) => number - shift).entries()) {
          xs.set(examples.xs.subarray(row * features, (row + 1) * features), i * features);
          ys[i] = examples.ys[row]!;
        }
      },
    },
    report: (step) => steps.push(step),
    repeated: (epoch) => repeated.push(epoch),
  });
  return { tracing, engine, examples, steps, repeated };
}

/** Two epochs, each in two runs of steps; returns the sums of objectives. */
async function twoEpochs(engine: LocalEngine | TracedEngine): Promise<number[]> {
  const { rows, batchSize, solver } = engine.job;
  const all = stepsPerEpoch(rows, batchSize);
  const half = Math.floor(all / 2);
  const sums: number[] = [];
  for (const epoch of [0, 1]) {
    if (solver === 'svrg') await new FullGradient(engine).setAnchor();
    const first = await engine.takeSteps(epoch, { from: 0, to: half }, 0);
    sums.push((await engine.takeSteps(epoch, { from: half, to: all }, first.objectiveSum)).objectiveSum);
  }
  return sums;
}

const close = (got: number, wanted: number, size = Math.abs(wanted)) =>
  expect(Math.abs(got - wanted)).toBeLessThanOrEqual(1e-12 * Math.max(1, size));

describe('a traced engine', () => {
  it('leaves the bits of the engine alone', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ job, traced }) => {
        const { tracing } = trace({ job, traced });
        const { engine } = engineFor(job);
        expect(await twoEpochs(tracing)).toEqual(await twoEpochs(engine));
        expect(tracing.state.values).toEqual(engine.state.values);
      }),
    );
  });

  it('reports steps whose numbers lead from the parameters before to those after, bit for bit', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ job, traced }) => {
        const { tracing, engine, steps } = trace({ job, traced });
        const start = [...engine.state.theta];
        await twoEpochs(tracing);
        const perEpoch = stepsPerEpoch(job.rows, job.batchSize);
        const expected = Math.min(traced, 2 * perEpoch);
        expect(steps.map(({ step }) => step)).toEqual(Array.from({ length: expected }, (_, i) => i + 1));
        let theta = start;
        for (const { epoch, step, stepSize, parameters } of steps) {
          expect(epoch).toBe(Math.ceil(step / perEpoch));
          expect(parameters.map(({ name }) => name)).toEqual(['w', 'b']);
          expect(parameters.flatMap(({ before }) => before)).toEqual(theta);
          for (const { before, partial, direction = partial, after } of parameters)
            expect(after).toEqual(before.map((value, i) => value - stepSize * direction[i]!));
          theta = parameters.flatMap(({ after }) => after);
        }
        if (expected < 2 * perEpoch) return;
        expect(theta).toEqual([...engine.state.theta]);
        const averages = steps.at(-1)!.parameters.flatMap(({ average = [] }) => average);
        expect(averages).toEqual([...(engine.state.mean ?? [])]);
      }),
    );
  });

  it('reports the rows of the epoch’s order, and what the formulas of ridge give for them', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ job, traced }) => {
        const { tracing, examples, steps } = trace({ job, traced });
        await twoEpochs(tracing);
        const order = new EpochOrder(job, plainPermute);
        for (const { rows, nodes, parameters, objective, step, epoch } of steps) {
          const from = ((step - 1) % stepsPerEpoch(job.rows, job.batchSize)) * job.batchSize;
          const drawn = new Uint32Array(Math.min(job.batchSize, job.rows - from));
          order.fill(epoch - 1, from, from + drawn.length, drawn);
          expect(rows).toEqual([...drawn].map((row) => row + shift));

          const [w, [b]] = parameters.map(({ before }) => before) as [number[], [number]];
          const R = l2Reg * w.reduce((sum, each) => sum + each * each, 0);
          const node = (name: string) => nodes.find((each) => each.name === name)!;
          expect(node('regularization').values).toHaveLength(1);
          close(node('regularization').values[0]!, R);
          let total = 0;
          const gradient = new Array<number>(features + 1).fill(0);
          for (const [i, row] of drawn.entries()) {
            const x = examples.xs.subarray(row * features, (row + 1) * features);
            const prediction = x.reduce((sum, each, j) => sum + each * w[j]!, b);
            const residual = examples.ys[row]! - prediction;
            total += residual ** 2 + R;
            for (const [j, each] of [...x, 1].entries())
              gradient[j]! += (-2 * residual * each) / drawn.length;
            const at = (name: string) => [node(name).values[i]!, node(name).partials[i]!] as const;
            close(at('prediction')[0], prediction, 20);
            close(at('prediction')[1], -2 * residual, 40);
            close(at('residual')[1], 2 * residual, 40);
            close(at('loss')[0], residual ** 2, 400);
            expect(at('loss')[1]).toBe(1);
            expect(at('objective')).toEqual([at('loss')[0] + node('regularization').values[0]!, 1]);
          }
          close(objective, total / drawn.length, 400);
          for (const [j, each] of w.entries()) gradient[j]! += 2 * l2Reg * each;
          for (const [j, each] of parameters.flatMap(({ partial }) => partial).entries())
            close(each, gradient[j]!, 400);
        }
      }),
    );
  });

  it('reports the steps of a repeated epoch again, and says that they are', async () => {
    const job: Job = {
      ...{ ...plainSteps, rows: 8, batchSize: 2, shardRows: 4, blockRows: 8, order: 'rows', seed: 1 },
      model: ridge({ features, intercept: true, l2Reg }),
    };
    const { tracing, steps, repeated } = trace({ job, traced: 3 });
    for (const epoch of [0, 0, 1]) await tracing.takeSteps(epoch, { from: 0, to: 4 }, 0);
    expect(steps.map(({ step }) => step)).toEqual([1, 2, 3, 1, 2, 3]);
    expect(repeated).toEqual([1]);
  });
});

test('the last step of a run that diverges is reported with what is left of its numbers', async () => {
  const job: Job = {
    ...{ ...plainSteps, rows: 8, batchSize: 1, shardRows: 1, blockRows: 8, order: 'file', seed: 1 },
    model: ridge({ features, intercept: true, l2Reg }),
  };
  const { tracing, engine, steps } = trace({ job, traced: 8 });
  startSchedule(engine.state.schedule, { initial: 1e200, decay: 0, root: false });
  expect(await tracing.takeSteps(0, { from: 0, to: 8 }, 0)).toMatchObject({ divergedAt: 1 });
  expect(steps.map(({ step }) => step)).toEqual([1, 2]);
  expect(steps[1]!.objective).toBe(Number.POSITIVE_INFINITY);
  expect(steps[1]!.parameters.map(({ partial }) => partial)).toEqual([
    [Number.NaN, Number.NaN, Number.NaN],
    [Number.NaN],
  ]);
});
