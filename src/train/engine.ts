/** What computes: the interface that hides whether shards are done here, in threads, or on other machines. */
import type { Span } from './plan.js';
import type { StepsResult } from './trainer.js';

/** J and errors over all rows at some parameters. */
export interface Evaluation {
  /** (1/n) ΣJᵢ. */
  readonly objective: number;
  /** (1/n) Σ(y − ŷ)². */
  readonly meanSquaredError: number;
  /** (1/n) Σ|y − ŷ|. */
  readonly meanAbsoluteError: number;
}

/** An engine holds the examples and the parameters θ of one job. */
export interface Engine {
  /** θ, as one flat vector; changed by `takeSteps`, and may be set between calls. */
  readonly theta: Float64Array;
  /** SGD steps [steps.from, steps.to) of an epoch, in order; adds their objectives to `objectiveSum`, one by one. */
  takeSteps(epoch: number, steps: Span, objectiveSum: number): Promise<StepsResult>;
  evaluate(): Promise<Evaluation>;
  /** How many shards of minibatches each worker has computed, the busiest first. */
  shardsPerWorker(): number[];
}
