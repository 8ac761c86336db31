/** The coordinator: every step of every epoch once, in order, until the last or until training diverges. */
import { describe, expect, it } from 'vitest';
import { leastSquares } from '#chainrule/models/linear.js';
import { Diverged, type EpochReport, runEpochs } from '#chainrule/train/coordinator.js';
import type { Engine } from '#chainrule/train/engine.js';
import { compileModel, type Job } from '#chainrule/train/job.js';
import { scheduleSlots } from '#chainrule/train/schedule.js';
import { plainSteps, stateOf } from '../support/states.js';

const start = { objective: 4, meanSquaredError: 4, meanAbsoluteError: 1 };

const job: Job = {
  model: leastSquares({ features: 1, intercept: true }),
  rows: 1_000_001,
  blockRows: 8192,
  shardRows: 1024,
  batchSize: 1000,
  order: 'rows',
  seed: 1,
  ...plainSteps,
};

/** An engine whose every step has this objective, or diverges where there is none. */
function engineOf(objective: (epoch: number, step: number) => number | undefined) {
  const taken: string[] = [];
  const engine: Engine = {
    job,
    program: compileModel(job.model).program,
    state: stateOf(job, [0, 0], 0.1),
    async takeSteps(epoch, { from, to }, objectiveSum) {
      let sum = objectiveSum;
      for (let step = from; step < to; step++) {
        const added = objective(epoch, step);
        if (added === undefined) return { objectiveSum: sum, divergedAt: step };
        taken.push(`${epoch}:${step}`);
        sum += added;
      }
      return { objectiveSum: sum };
    },
    pass: async () => new Float64Array(3),
  };
  return { engine, taken };
}

const optionsOf = (epochs: number, of: Job = job) => ({
  job: of,
  stepSizes: { initial: 0.1, decay: 0, root: false },
  rules: { epochs },
  start,
});

async function reports(engine: Engine, epochs: number, of: Job = job) {
  const all: EpochReport[] = [];
  for await (const report of runEpochs(engine, optionsOf(epochs, of))) all.push(report);
  return all;
}

describe('the coordinator', () => {
  it('takes every step of every epoch once, in order, and tells the mean of their objectives', async () => {
    const { engine, taken } = engineOf((epoch, step) => (step === 0 ? 1002 : epoch));
    const all = await reports(engine, 3);
    const steps = [...Array(1001).keys()];
    expect(taken).toEqual([0, 1, 2].flatMap((epoch) => steps.map((step) => `${epoch}:${step}`)));
    expect(all).toEqual(
      [0, 1, 2].map((epoch) => ({
        epoch: epoch + 1,
        steps: 1001 * (epoch + 1),
        objective: (1002 + 1000 * epoch) / 1001,
        stepSize: 0.1,
        ...(epoch === 2 && { stopping: { reason: 'epochs', epochs: 3, steps: 3003 } }),
      })),
    );
  });

  it('stops at the step whose value is not finite, counted from 1', async () => {
    const { engine, taken } = engineOf((epoch, step) => (epoch === 1 && step === 700 ? undefined : 1));
    await expect(reports(engine, 9)).rejects.toMatchObject({ epoch: 2, step: 701 });
    expect(taken.length).toBe(1701);
  });

  it('stops at once where the mean of an epoch is above 10 times the objective at the start', async () => {
    const { engine, taken } = engineOf((epoch) => (epoch === 1 ? 40.001 : 40));
    await expect(reports(engine, 9)).rejects.toMatchObject({ epoch: 2 });
    expect(taken.length).toBe(2002);
    expect(await reports(engineOf(() => 40).engine, 2)).toHaveLength(2);
  });

  it('stops between epochs when nobody listens any more', async () => {
    const { engine, taken } = engineOf(() => 1);
    for await (const { epoch } of runEpochs(engine, optionsOf(100))) if (epoch === 2) break;
    expect(taken.length).toBe(2002);
  });

  it('compares no objective with one at the start that is not above 0', async () => {
    const { engine } = engineOf(() => -1);
    const options = { ...optionsOf(1), start: { ...start, objective: -4 } };
    for await (const { objective } of runEpochs(engine, options)) expect(objective).toBe(-1);
  });

  describe('with step sizes that may be halved', () => {
    /** What a pass gives where the evaluation is this. */
    const sumsOf = (objective: number) => Float64Array.of(objective * job.rows, 4 * job.rows, job.rows);

    /** An engine that diverges, or ends above J(0), above some step size; and the step size of every epoch it began. */
    function halving(largest: number, way: 'diverges' | 'ends above', floor: number, initial = 8, decay = 0) {
      const { engine } = engineOf(() => 1);
      const tried: number[] = [];
      const stepSize = () => engine.state.schedule[scheduleSlots.initial]!;
      const steps: Engine = {
        ...engine,
        async takeSteps(_, { from, to }, objectiveSum) {
          if (from === 0) tried.push(stepSize());
          engine.state.theta[0]! += 1;
          const bad = stepSize() > largest;
          if (bad && way === 'diverges') return { objectiveSum, divergedAt: from };
          return { objectiveSum: objectiveSum + (bad ? 5 : 1) * (to - from) };
        },
        pass: async () => sumsOf(stepSize() > largest ? 4.001 : 4),
      };
      const stepSizes = { initial, decay, root: false, floor };
      const run = runEpochs(steps, { ...optionsOf(2), stepSizes });
      return { run, tried, theta: engine.state.theta };
    }

    async function all(run: AsyncGenerator<EpochReport>): Promise<EpochReport[]> {
      const found: EpochReport[] = [];
      for await (const report of run) found.push(report);
      return found;
    }

    it.each(['diverges', 'ends above'] as const)('tries η, η/2, η/4 … where an epoch %s', async (way) => {
      const { run, tried, theta } = halving(1.5, way, 0.01);
      const found = await all(run);
      expect(tried).toEqual([8, 4, 2, 1, 1]);
      expect(found.map(({ epoch, stepSize }) => [epoch, stepSize])).toEqual([
        [1, 1],
        [2, 1],
      ]);
      // Steps taken back count, and their parameters do not: 262 steps a run make four runs an epoch.
      expect(found[0]!.steps).toBe(way === 'diverges' ? 1001 : 4 * 1001);
      expect(theta[0]).toBe(8);
    });

    it('goes no lower than the floor, and stays there', async () => {
      const { run, tried } = halving(0.1, 'ends above', 3);
      await all(run);
      expect(tried).toEqual([8, 4, 3, 3]);
    });

    it('gives up after sixty halvings where there is no floor', async () => {
      const { run, tried } = halving(0, 'diverges', 0);
      await expect(all(run)).rejects.toThrow(Diverged);
      expect(tried).toEqual(Array.from({ length: 61 }, (_, k) => 8 * 2 ** -k));
    });

    it('leaves an epoch that ends at J(0), but for rounding, as it is', async () => {
      for (const [objective, halvings] of [
        [4, 0],
        [4 * (1 + 0.9e-9), 0],
        [4 * (1 + 1.1e-9), 1],
        [Number.NaN, 1],
      ] as const) {
        const { engine } = engineOf(() => 5);
        let evaluated = 0;
        const pass = async () => sumsOf(evaluated++ === 0 ? objective : 4);
        const stepSizes = { initial: 8, decay: 0, root: false, floor: 0 };
        const found = await all(runEpochs({ ...engine, pass }, { ...optionsOf(1), stepSizes }));
        expect(found[0]!.stepSize).toBe(8 / 2 ** halvings);
      }
    });

    it('asks for J only where the mean of the minibatches is above J(0)', async () => {
      for (const [mean, asked] of [
        [4, 0],
        [4.001, 1],
      ] as const) {
        const { engine } = engineOf(() => mean);
        let evaluated = 0;
        const pass = async () => {
          evaluated += 1;
          return sumsOf(start.objective);
        };
        const stepSizes = { initial: 8, decay: 0, root: false, floor: 0 };
        await all(runEpochs({ ...engine, pass }, { ...optionsOf(1), stepSizes }));
        expect(evaluated).toBe(asked);
      }
    });
  });
});
