/** From the config to what the coordinator takes: the job, its step sizes, and the rules that end it. */
import { parseDuration } from '../config/duration.js';
import type { ResolvedConfig } from '../config/resolve-config.js';
import { TrainingError } from '../errors.js';
import { steepest } from '../models/curvature.js';
import type { Model } from '../models/model.js';
import { largestEigenvalue } from '../train/eigenvalue.js';
import type { Engine } from '../train/engine.js';
import type { Order } from '../train/epoch-order.js';
import type { Job } from '../train/job.js';
import { stepsPerEpoch } from '../train/minibatches.js';
import { type AutoStepSizes, autoStepSizes, guessedStepSizes, type StepSizes } from '../train/step-size.js';
import type { StopRules } from '../train/stopping.js';

export interface JobRows {
  readonly training: number;
  readonly all: number;
}

export function jobOf(config: ResolvedConfig, model: Model, rows: JobRows): Job {
  const { blockRows, shardRows, seed, sgd } = config;
  const { batchSize, momentum, averaging, stepSize } = sgd;
  const auto = stepSize === 'auto';
  // The exact solver takes no steps: the job is there to evaluate.
  const solver = config.solver === 'exact' ? 'sgd' : config.solver;
  return {
    model,
    rows: rows.training,
    validationRows: rows.all - rows.training,
    ...{ blockRows, shardRows, seed, solver, batchSize, order: orderOf(config), momentum },
    // Where J need not be convex, averages of parameters are not parameters to trust.
    averaging: averaging && config.solver !== 'exact' && !(auto && model.curvature === undefined),
    evenSteps: auto,
  };
}

/** In which rows lie in the table. */
export function orderOf({ solver, sgd }: ResolvedConfig): Order {
  return solver === 'exact' ? 'file' : sgd.order;
}

/** Throws a `TrainingError` where the rows are so large that no step is small enough. */
export async function stepSizesOf(
  { sgd: { stepSize }, l2Reg = 0 }: ResolvedConfig,
  job: Job,
  engine: Engine,
  largestSquare: number,
): Promise<StepSizes | AutoStepSizes> {
  if (typeof stepSize === 'number') return { initial: stepSize, decay: 0, root: false };
  if (typeof stepSize === 'object') {
    const { initial, decay } = stepSize;
    return { initial, decay: decay / stepsPerEpoch(job.rows, job.batchSize), root: false };
  }
  const { curvature } = job.model;
  if (curvature === undefined) return guessedStepSizes(job);
  const random = job.order === 'rows' || job.order === 'replacement';
  const whole = random ? steepest(curvature, await largestEigenvalue(engine)) : Number.POSITIVE_INFINITY;
  const largest = steepest(curvature, largestSquare + Number(curvature.intercept));
  const stepSizes = autoStepSizes({ ...job, largest, whole: Math.min(whole, largest) });
  if (!(stepSizes.initial > 0)) {
    const text =
      l2Reg > largestSquare
        ? `l2Reg ${l2Reg}: no step size is small enough for this penalty`
        : `the largest squared row is ${largestSquare}: no step size is small enough; use standardize: true, or other units`;
    throw new TrainingError('TRAINING_SCALE', text);
  }
  return stepSizes;
}

/** The rules of a run but for the gap; `elapsed` tells the milliseconds since it began. */
export function rulesOf(config: ResolvedConfig, elapsed: () => number): StopRules {
  const { sgd, stop } = config;
  const limit = stop.timeLimit === undefined ? undefined : parseDuration(stop.timeLimit);
  const steps = limit !== undefined && 'steps' in limit ? limit.steps : stop.steps;
  const { tolerance, patience } = stop;
  return { epochs: sgd.epochs, tolerance, patience, steps, expired: expiry(config, elapsed) };
}

/** Whether the time is up; undefined without a limit of time. */
export function expiry(config: ResolvedConfig, elapsed: () => number): (() => boolean) | undefined {
  const limit = timeLimitOf(config);
  return limit === undefined ? undefined : () => elapsed() >= limit;
}

/** `stop.timeLimit` in milliseconds, where it is one of time. */
export function timeLimitOf({ stop: { timeLimit } }: ResolvedConfig): number | undefined {
  const limit = timeLimit === undefined ? undefined : parseDuration(timeLimit);
  return limit !== undefined && 'milliseconds' in limit ? limit.milliseconds : undefined;
}
