/**
 * The state of a run between two epochs, as a plain record, and the pure function that takes it across an epoch.
 *
 * This record and the numbers of `State` are all that a run is: written down together they are a checkpoint, and
 * `continueRun` (coordinator.ts) goes on from there with the same bits.
 */
import { type AutoStepSizes, leastStepSize, type StepSizes } from './step-size.js';
import { type Gap, nextCheck, type Reason, type Stopping, type StopRules } from './stopping.js';

export interface RunState {
  /** Epochs completed. */
  readonly epoch: number;
  /** Steps taken in all, those of repeated epochs included. */
  readonly steps: number;
  /** The gap is checked after this epoch. */
  readonly check: number;
  /** Step sizes as they were chosen. */
  readonly schedule: StepSizes | AutoStepSizes;
  /** η of the first step of all, after any halving. */
  readonly stepSize: number;
  /** J at the initial parameters. */
  readonly start: number;
  /** The smallest error on the validation rows so far; null where there is none yet. The parameters are `State.best`. */
  readonly best: number | null;
  /** Epochs since then. */
  readonly since: number;
  /** Once the run has ended. */
  readonly stopping?: Stopping;
}

/** What an epoch showed. */
export interface Observation {
  /** Steps taken, and whether they were all of the epoch. */
  readonly steps: number;
  readonly whole: boolean;
  /** The mean of their minibatch objectives. */
  readonly objective: number;
  /** The step after which a value was not finite. */
  readonly divergedAt?: number | undefined;
  /** The rule that ended it before or at its last step. */
  readonly interrupted?: 'steps' | 'timeLimit' | undefined;
  /**
   * Whether J is above J(0): the epoch is taken back, to be repeated with smaller steps unless a limit ended it. Not asked
   * where steps cannot be smaller.
   */
  readonly aboveStart?: boolean | undefined;
  /** Of the parameters after it, on the validation rows. */
  readonly validationError?: number | undefined;
  /** Of the parameters after it, where it was due to be checked. */
  readonly gap?: Gap | undefined;
}

/** Before the first epoch. */
export function firstState(schedule: StepSizes | AutoStepSizes, start: number): RunState {
  return { epoch: 0, steps: 0, check: 1, schedule, stepSize: schedule.initial, start, best: null, since: 0 };
}

/** The state after an epoch that showed this. */
export function next(run: RunState, seen: Observation, rules: StopRules): RunState {
  const steps = run.steps + seen.steps;
  if (seen.aboveStart === true) {
    if (seen.interrupted !== undefined)
      return { ...run, steps, stopping: { reason: seen.interrupted, epochs: run.epoch, steps } };
    return { ...run, steps, stepSize: Math.max(leastStepSize(run.schedule), run.stepSize / 2) };
  }
  const epoch = run.epoch + Number(seen.whole);
  const { best, since } = afterValidation(run, seen);
  const interrupted = seen.interrupted ?? outOfPatience(since, seen, rules);
  const due = interrupted === undefined && epoch >= run.check;
  const reason = interrupted ?? reached(seen.gap, rules) ?? (epoch === rules.epochs ? 'epochs' : undefined);
  return {
    ...run,
    ...{ epoch, steps, best, since, check: due ? nextCheck(epoch) : run.check },
    ...(reason !== undefined && { stopping: { reason, epochs: epoch, steps } }),
  };
}

/** Whether an epoch is taken back if J is above J(0) after its steps: where smaller ones may do better. */
export function mayTakeBack({ schedule, stepSize }: RunState): boolean {
  return 'floor' in schedule && stepSize > leastStepSize(schedule);
}

/** Whether the gap is to be checked after an epoch that showed this. */
export function isCheckDue(run: RunState, seen: Observation, rules: StopRules): boolean {
  return next(run, seen, rules).check > run.check;
}

function afterValidation(run: RunState, { validationError: error }: Observation) {
  if (error === undefined) return run;
  if (error < (run.best ?? Number.POSITIVE_INFINITY)) return { best: error, since: 0 };
  return { best: run.best, since: run.since + 1 };
}

function outOfPatience(
  since: number,
  { validationError }: Observation,
  { patience }: StopRules,
): Reason | undefined {
  const patient = validationError === undefined || patience === undefined || since < patience;
  return patient ? undefined : 'patience';
}

function reached(gap: Gap | undefined, { tolerance }: StopRules): Reason | undefined {
  if (gap === undefined || tolerance === undefined) return undefined;
  if (gap.relative <= tolerance) return 'tolerance';
  return gap.rounding ? 'rounding' : undefined;
}
