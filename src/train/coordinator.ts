/** The coordinator: epochs of steps on an engine, until the last epoch or until training diverges. */
import type { Engine, Evaluation } from './engine.js';
import type { Job } from './job.js';
import { stepsPerEpoch } from './plan.js';

export interface EpochReport {
  /** Counts from 1. */
  readonly epoch: number;
  /** Steps taken so far in all. */
  readonly steps: number;
  /** The mean of the minibatch objectives of the epoch. */
  readonly objective: number;
}

/** Why training cannot go on; `epoch` and `step` count from 1. */
export class Diverged extends Error {
  readonly epoch: number;
  readonly step: number;

  constructor(epoch: number, step: number, what: string) {
    super(what);
    this.epoch = epoch;
    this.step = step;
  }
}

/** Epochs of steps; `start` is the evaluation at the initial parameters. Throws `Diverged`. */
export async function* runEpochs(
  engine: Engine,
  job: Job,
  epochs: number,
  start: Evaluation,
): AsyncGenerator<EpochReport, void, void> {
  const perEpoch = stepsPerEpoch(job.rows, job.batchSize);
  for (let epoch = 0; epoch < epochs; epoch++) {
    let sum = 0;
    for (const steps of runsOfSteps(perEpoch, job)) {
      const { objectiveSum, divergedAt } = await engine.takeSteps(epoch, steps, sum);
      if (divergedAt !== undefined) throw new Diverged(epoch + 1, divergedAt + 1, 'a value became infinite');
      sum = objectiveSum;
    }
    const objective = sum / perEpoch;
    if (objective > 10 * start.objective) {
      const text = `the mean objective of the epoch is ${objective.toPrecision(4)}, above 10 times the ${start.objective.toPrecision(4)} at the start`;
      throw new Diverged(epoch + 1, perEpoch, text);
    }
    yield { epoch: epoch + 1, steps: (epoch + 1) * perEpoch, objective };
  }
}

/** An epoch in runs short enough that a stop is heeded soon: about this many rows each. */
const rowsPerRun = 1 << 18;

function* runsOfSteps(steps: number, { batchSize }: Job): Generator<{ from: number; to: number }> {
  const perRun = Math.max(1, Math.floor(rowsPerRun / batchSize));
  for (let from = 0; from < steps; from += perRun) yield { from, to: Math.min(from + perRun, steps) };
}
