/** The coordinator: every step of every epoch once, in order, until the last or until training diverges. */
import { describe, expect, it } from 'vitest';
import { leastSquares } from '#chainrule/models/linear.js';
import { type EpochReport, runEpochs } from '#chainrule/train/coordinator.js';
import type { Engine } from '#chainrule/train/engine.js';
import { compileModel, type Job } from '#chainrule/train/job.js';
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
});
