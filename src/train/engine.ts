/** What computes: the interface that hides whether shards are done here, in threads, or on other machines. */
import type { Program } from '../graph/program.js';
import type { Span } from './plan.js';
import type { State } from './state.js';

/** J and errors over some rows at some parameters. */
export interface Evaluation {
  /** (1/n) ΣJᵢ. */
  readonly objective: number;
  /** (1/n) Σ(y − ŷ)². */
  readonly meanSquaredError: number;
  /** (1/n) Σ|y − ŷ|. */
  readonly meanAbsoluteError: number;
}

/** How a run of steps went. */
export interface StepsResult {
  /** The sum of minibatch objectives, carried on from the steps before. */
  readonly objectiveSum: number;
  /** The step (of the epoch) after which the objective or θ was not finite; what is left of the state is of no use. */
  readonly divergedAt?: number;
}

/** An engine holds the examples and the state of one job. */
export interface Engine {
  readonly program: Program;
  /** θ and what goes with it; changed by `takeSteps`, and may be set between calls. */
  readonly state: State;
  /** SGD steps [steps.from, steps.to) of an epoch, in order; adds their objectives to `objectiveSum`, one by one. */
  takeSteps(epoch: number, steps: Span, objectiveSum: number): Promise<StepsResult>;
  /** Of SVRG: lets θ be the anchor and computes the gradient of all rows there. */
  setAnchor(): Promise<void>;
  /** At these parameters, by default those that count; on the rows trained on, or on those kept for validation. */
  evaluate(rows?: 'training' | 'validation', parameters?: Float64Array): Promise<Evaluation>;
  /** ‖∇J‖ over the rows trained on, at the parameters that count. */
  gradientNorm(): Promise<number>;
  /** An upper bound of the largest eigenvalue of (1/n) Σ uᵢuᵢᵀ: see `smoothness.ts`. */
  largestEigenvalue(): Promise<number>;
  /** How many shards of minibatches each worker has computed, the busiest first. */
  shardsPerWorker(): number[];
}
