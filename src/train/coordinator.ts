/**
 * The coordinator: epochs of steps on an engine, until a rule ends them or training diverges. It observes an epoch, asks
 * `next` (run.ts) for the state after it, and does to the engine's numbers what that says.
 *
 * Step sizes that were chosen and not given are halved when an epoch ends above J(0), and the epoch is repeated from the
 * state it began with; where a limit ended such an epoch, that state is the end. All that decides comes from the rows, the
 * job and the rules; time only through `expired`.
 */

import type { Engine } from './engine.js';
import { takeEpoch } from './epoch.js';
import { type EvaluationMetrics, evaluate } from './evaluation.js';
import { FullGradient } from './full-gradient.js';
import { firstState, isCheckDue, mayTakeBack, next, type Observation, type RunState } from './run.js';
import { scheduleSlots } from './schedule.js';
import { type AutoStepSizes, type StepSizes, startSchedule } from './step-size.js';
import type { Stopping, StopRules } from './stopping.js';

/** J is a sum of rounded numbers: it exceeds J(0) when it does by more than this fraction. */
const roundingOfSums = 1e-9;

export interface EpochReport {
  /** Counts from 1. */
  readonly epoch: number;
  /** Steps taken so far in all, those of repeated epochs included. */
  readonly steps: number;
  /** The mean of the minibatch objectives of the epoch, or of as many of its steps as were taken. */
  readonly objective: number;
  /** η of the first step of all, as it is by now. */
  readonly stepSize: number;
  /** About (J − J*)/J*, after epochs in which it was looked at. */
  readonly gap?: number;
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
  readonly stepSizes: StepSizes | AutoStepSizes;
  readonly rules: StopRules;
  /** The evaluation at the initial parameters. */
  readonly start: EvaluationMetrics;
}

/** Epochs of steps from θ as it is, one report each. Throws `Diverged`. */
export async function* runEpochs(
  engine: Engine,
  { stepSizes, rules, start }: EpochsOptions,
): AsyncGenerator<EpochReport, void, void> {
  startSchedule(engine.state.schedule, stepSizes);
  engine.state.best?.set(engine.state.parameters);
  const first = firstState(stepSizes, start.objective);
  for await (const { run, seen } of continueRun(engine, first, rules))
    if (seen.aboveStart !== true || run.stopping !== undefined) yield reportOf(run, seen);
}

/** An epoch, and the state of the run after it. */
export interface EpochTaken {
  readonly run: RunState;
  readonly seen: Observation;
}

/** Goes on from a state between two epochs to the end; the engine's numbers are those of that state. Throws `Diverged`. */
export async function* continueRun(
  engine: Engine,
  from: RunState,
  rules: StopRules,
): AsyncGenerator<EpochTaken, void, void> {
  const { state, job } = engine;
  const fullGradient = job.solver === 'svrg' ? new FullGradient(engine) : undefined;
  const before = state.values.slice();
  let run = from;
  while (run.stopping === undefined) {
    before.set(state.values);
    await fullGradient?.setAnchor();
    const seen = await observe(engine, run, rules);
    run = next(run, seen, rules);
    if (seen.aboveStart === true) {
      state.values.set(before);
      state.schedule[scheduleSlots.initial] = run.stepSize;
    } else if (run.since === 0) state.best?.set(state.parameters);
    if (run.stopping !== undefined && state.best !== undefined) state.parameters.set(state.best);
    yield { run, seen };
  }
}

/** Takes the steps of an epoch, and looks at no more than `next` has to know. */
async function observe(engine: Engine, run: RunState, rules: StopRules): Promise<Observation> {
  const taken = await takeEpoch(engine, run, rules);
  if (mayTakeBack(run) && (await isAboveStart(engine, run, taken))) return { ...taken, aboveStart: true };
  throwIfDiverged(run, taken);
  const seen = { ...taken, validationError: await validationError(engine) };
  if (rules.gap === undefined || rules.tolerance === undefined || !isCheckDue(run, seen, rules)) return seen;
  return { ...seen, gap: await rules.gap(engine.state.parameters) };
}

/**
 * Judged by the mean of the minibatches at first, as that costs nothing. It says nothing of the last step, so it is not
 * enough after an epoch of one step or a part of an epoch.
 */
async function isAboveStart(
  engine: Engine,
  { start }: RunState,
  { divergedAt, objective: mean, steps, interrupted }: Observation,
): Promise<boolean> {
  if (divergedAt !== undefined) return true;
  if (mean <= start && steps > 1 && interrupted === undefined) return false;
  const { objective } = await evaluate(engine);
  return !(objective <= start + roundingOfSums * Math.abs(start));
}

function throwIfDiverged({ epoch, schedule, start }: RunState, seen: Observation): void {
  const { divergedAt, objective, steps } = seen;
  if (divergedAt !== undefined)
    throw new Diverged(epoch + 1, divergedAt + 1, 'a value became infinite or NaN');
  // Of an objective that may be negative, ten times the start says nothing.
  if ('floor' in schedule || !(start > 0 && objective > 10 * start)) return;
  const text = `the mean objective of the epoch is ${objective.toPrecision(4)}, above 10 times the ${start.toPrecision(4)} at the start`;
  throw new Diverged(epoch + 1, steps, text);
}

/** Of the parameters as they are now; undefined where no rows are held out. */
async function validationError(engine: Engine): Promise<number | undefined> {
  const { model, validationRows } = engine.job;
  if (validationRows === 0) return undefined;
  return (await evaluate(engine, 'validation'))[model.metrics?.validation ?? 'objective'];
}

function reportOf({ epoch, steps, stepSize, stopping }: RunState, seen: Observation): EpochReport {
  const completed = seen.whole && seen.aboveStart !== true;
  const gap = seen.gap?.estimate ?? seen.gap?.relative;
  const report = {
    ...{ epoch: completed ? epoch : epoch + 1, steps, objective: seen.objective, stepSize },
    ...(gap !== undefined && Number.isFinite(gap) && { gap }),
  };
  return stopping === undefined ? report : { ...report, stopping };
}
