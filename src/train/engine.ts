/**
 * What computes: the interface that hides whether shards are computed here, in threads, or on other machines. An engine
 * takes steps and runs passes, no more; what is made of the sums of a pass (`evaluation.ts`, `full-gradient.ts`,
 * `eigenvalue.ts`) is the same for all engines.
 */
import type { Program } from '../graph/program.js';
import type { Job } from './job.js';
import type { Span } from './minibatches.js';
import type { State } from './state.js';
import type { PassKind } from './table-passes.js';

/** How a run of steps went. */
export interface StepsResult {
  /** The sum of minibatch objectives, carried on from the steps before. */
  readonly objectiveSum: number;
  /** The step (of the epoch) after which the objective or θ was not finite; what is left of the state is of no use. */
  readonly divergedAt?: number;
}

/** An engine has the examples and the state of one job. */
export interface Engine {
  readonly job: Job;
  readonly program: Program;
  /** θ and what goes with it; changed by `takeSteps`, and may be set between calls. */
  readonly state: State;
  /** SGD steps [steps.from, steps.to) of an epoch, in order; adds their objectives to `objectiveSum`, one by one. */
  takeSteps(epoch: number, steps: Span, objectiveSum: number): Promise<StepsResult>;
  /**
   * The sums of one kind over rows [rows.from, rows.to) of the table at parameters θ, shards added in the fixed tree. What
   * they are stands at `TablePasses.run`. The array is good until the next pass.
   */
  pass(kind: PassKind, rows: Span, theta: Float64Array): Promise<Float64Array>;
}
