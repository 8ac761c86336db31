/** One whole step in one thread: the gradient of a minibatch, with SVRG also that at the anchor, and the update. */
import { parameterPlaces } from '../graph/init.js';
import { type GradientOptions, MinibatchGradient } from './gradient.js';
import type { State } from './state.js';
import { Update } from './update.js';

export interface StepOptions extends Omit<GradientOptions, 'theta'> {
  /** Changed by every step. */
  readonly state: State;
  readonly momentum: number;
  /** Objectives of minibatches are added to its only element. */
  readonly objectiveSum: Float64Array;
}

export class Step {
  readonly #options: StepOptions;
  readonly #gradient: MinibatchGradient;
  readonly #atAnchor: MinibatchGradient | undefined;
  readonly #update: Update;

  constructor(options: StepOptions) {
    const { state, program } = options;
    this.#options = options;
    this.#gradient = new MinibatchGradient({ ...options, theta: state.theta });
    this.#atAnchor = state.anchor && new MinibatchGradient({ ...options, theta: state.anchor });
    this.#update = new Update({ ...options, places: parameterPlaces(program) });
  }

  /**
   * Takes a step on `rows` rows, whose numbers stand in `indices` from `first` on. False where a value is not finite:
   * the objective, or θ after the step.
   */
  take(indices: Uint32Array, first: number, rows: number): boolean {
    const { kernels, objectiveSum } = this.#options;
    const { objective, partials } = this.#gradient;
    if (!this.#gradient.compute(indices, first, rows)) return false;
    if (this.#atAnchor !== undefined && !this.#atAnchor.compute(indices, first, rows)) return false;
    if (!this.#update.take(partials, this.#atAnchor?.partials)) return false;
    kernels.add(objectiveSum, objective, objectiveSum, 1);
    return true;
  }
}
