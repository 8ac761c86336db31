/**
 * The coordinator: epochs of steps on an engine, until a rule ends them or training diverges.
 *
 * Step sizes that were chosen and not given are halved when an epoch ends above J(0), and the epoch begins anew from
 * the state it began with. All that decides comes from the rows, the job and the rules; time only through `expired`.
 */
import { clockPlaces } from '../kernels/clock.js';
import type { Engine } from './engine.js';
import { type Evaluation, evaluate } from './evaluate.js';
import { FullGradient } from './full-gradient.js';
import type { Job } from './job.js';
import { stepsPerEpoch } from './plan.js';
import { type AutoStepSizes, type StepSizes, startClock } from './step-size.js';
import { nextCheck, type Reason, type Stopping, type StopRules, Validation } from './stopping.js';

/** Where there is no floor, this many halvings are tried. */
const mostHalvings = 60;
/** J is a sum of rounded numbers: it exceeds J(0) when it does by more than this share. */
const roundingOfSums = 1e-9;

export interface EpochReport {
  /** Counts from 1. */
  readonly epoch: number;
  /** Steps taken so far in all. */
  readonly steps: number;
  /** The mean of the minibatch objectives of the epoch, or of as many of its steps as were taken. */
  readonly objective: number;
  /** η of the first step of all, as it is by now. */
  readonly stepSize: number;
  /** In the last report. */
  readonly stopping?: Stopping;
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

export interface EpochsOptions {
  readonly job: Job;
  readonly stepSizes: StepSizes | AutoStepSizes;
  readonly rules: StopRules;
  /** The evaluation at the initial parameters. */
  readonly start: Evaluation;
}

/** Epochs of steps from θ as it is, one report each. Throws `Diverged`. */
export async function* runEpochs(
  engine: Engine,
  { job, stepSizes, rules, start }: EpochsOptions,
): AsyncGenerator<EpochReport, void, void> {
  const { state } = engine;
  const perEpoch = stepsPerEpoch(job.rows, job.batchSize);
  const floor = 'floor' in stepSizes ? stepSizes.floor : undefined;
  const validation = job.validationRows > 0 ? new Validation(engine, job) : undefined;
  const fullGradient = job.solver === 'svrg' ? new FullGradient(engine) : undefined;
  startClock(state.clock, stepSizes);
  const before = state.values.slice();
  let steps = 0;
  let check = 1;
  for (let epoch = 0; ; ) {
    before.set(state.values);
    await fullGradient?.setAnchor();
    const run = await oneEpoch(engine, { job, rules, epoch, steps });
    steps += run.steps;
    const stepSize = state.clock[clockPlaces.initial]!;
    if (run.reason === undefined && floor !== undefined && (await tooLarge(engine, run, start))) {
      const least = Math.max(floor, stepSizes.initial * 2 ** -mostHalvings);
      if (stepSize > least) {
        state.values.set(before);
        state.clock[clockPlaces.initial] = Math.max(least, stepSize / 2);
        continue;
      }
    }
    const objective = run.objectiveSum / run.steps;
    if (run.divergedAt !== undefined)
      throw new Diverged(epoch + 1, run.divergedAt + 1, 'a value became infinite or no number');
    // Of an objective that may be negative, ten times the start says nothing.
    if (floor === undefined && start.objective > 0 && objective > 10 * start.objective) {
      const text = `the mean objective of the epoch is ${objective.toPrecision(4)}, above 10 times the ${start.objective.toPrecision(4)} at the start`;
      throw new Diverged(epoch + 1, run.steps, text);
    }
    if (run.steps === perEpoch) epoch++;
    let reason: Reason | undefined = run.reason;
    const since = await validation?.look();
    if (since !== undefined && rules.patience !== undefined && since >= rules.patience) reason ??= 'patience';
    if (reason === undefined && epoch >= check) {
      check = nextCheck(epoch);
      reason = await reached(rules, state.parameters);
    }
    if (epoch === rules.epochs) reason ??= 'epochs';
    if (reason !== undefined) validation?.restore();
    const report = { epoch: run.steps === perEpoch ? epoch : epoch + 1, steps, objective, stepSize };
    yield reason === undefined ? report : { ...report, stopping: { reason, epochs: epoch, steps } };
    if (reason !== undefined) return;
  }
}

interface EpochRun {
  readonly objectiveSum: number;
  readonly steps: number;
  readonly divergedAt?: number | undefined;
  /** Why it ended before or at its last step. */
  readonly reason?: 'steps' | 'timeLimit' | undefined;
}

interface EpochOptions {
  readonly job: Job;
  readonly rules: StopRules;
  readonly epoch: number;
  /** Taken before. */
  readonly steps: number;
}

async function oneEpoch(engine: Engine, { job, rules, epoch, steps }: EpochOptions): Promise<EpochRun> {
  const perEpoch = stepsPerEpoch(job.rows, job.batchSize);
  const left = Math.min(perEpoch, (rules.steps ?? Number.POSITIVE_INFINITY) - steps);
  let objectiveSum = 0;
  for (const span of runsOfSteps(left, job)) {
    const result = await engine.takeSteps(epoch, span, objectiveSum);
    objectiveSum = result.objectiveSum;
    if (result.divergedAt !== undefined)
      return { objectiveSum, steps: result.divergedAt, divergedAt: result.divergedAt };
    if (steps + span.to === rules.steps) return { objectiveSum, steps: span.to, reason: 'steps' };
    if (rules.expired?.() === true) return { objectiveSum, steps: span.to, reason: 'timeLimit' };
  }
  return { objectiveSum, steps: perEpoch };
}

/** Whether the epoch went wrong: by the mean of its minibatches at first, as that costs nothing. */
async function tooLarge(engine: Engine, run: EpochRun, start: Evaluation): Promise<boolean> {
  if (run.divergedAt !== undefined) return true;
  if (run.objectiveSum / run.steps <= start.objective) return false;
  const { objective } = await evaluate(engine);
  return !(objective <= start.objective + roundingOfSums * Math.abs(start.objective));
}

async function reached({ tolerance, gap }: StopRules, parameters: Float64Array): Promise<Reason | undefined> {
  if (tolerance === undefined || gap === undefined) return undefined;
  const found = await gap(parameters);
  if (found === undefined) return undefined;
  if (found.relative <= tolerance) return 'tolerance';
  return found.rounding ? 'rounding' : undefined;
}

/** An epoch in runs short enough that a stop is heeded soon: about this many rows each. */
const rowsPerRun = 1 << 18;

function* runsOfSteps(steps: number, { batchSize }: Job): Generator<{ from: number; to: number }> {
  const perRun = Math.max(1, Math.floor(rowsPerRun / batchSize));
  for (let from = 0; from < steps; from += perRun) yield { from, to: Math.min(from + perRun, steps) };
}
