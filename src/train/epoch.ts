/** The steps of one epoch, as many as the rules allow. */
import type { Engine } from './engine.js';
import type { Job } from './job.js';
import { stepsPerEpoch } from './minibatches.js';
import type { Observation, RunState } from './run.js';
import type { StopRules } from './stopping.js';

/** Takes them; changes the engine's state. */
export async function takeEpoch(
  engine: Engine,
  { epoch, steps }: RunState,
  rules: StopRules,
): Promise<Observation> {
  const { job } = engine;
  const perEpoch = stepsPerEpoch(job.rows, job.batchSize);
  const left = Math.min(perEpoch, (rules.steps ?? Number.POSITIVE_INFINITY) - steps);
  let objectiveSum = 0;
  const seen = (taken: number) => ({
    ...{ steps: taken, whole: taken === perEpoch, objective: objectiveSum / taken },
  });
  for (const span of runsOfSteps(left, job)) {
    const result = await engine.takeSteps(epoch, span, objectiveSum);
    objectiveSum = result.objectiveSum;
    const { divergedAt } = result;
    if (divergedAt !== undefined) return { ...seen(divergedAt), divergedAt };
    if (steps + span.to === rules.steps) return { ...seen(span.to), interrupted: 'steps' };
    if (rules.expired?.() === true) return { ...seen(span.to), interrupted: 'timeLimit' };
  }
  return seen(perEpoch);
}

/** An epoch in runs short enough that a stop takes effect soon: about this many rows each. */
const rowsPerRun = 1 << 18;

function* runsOfSteps(steps: number, { batchSize }: Job): Generator<{ from: number; to: number }> {
  const perRun = Math.max(1, Math.floor(rowsPerRun / batchSize));
  for (let from = 0; from < steps; from += perRun) yield { from, to: Math.min(from + perRun, steps) };
}
