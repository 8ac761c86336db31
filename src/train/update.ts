/**
 * What a step does with its gradient, as kernel calls and nothing else: the correction of SVRG, momentum, the step
 * itself, the average. The same calls wherever a step ends: on a trace, or at the coordinator.
 */
import { averaging, corrected, descent, scaledTotal } from '../expression/arithmetic.js';
import type { Kernels } from '../kernels/kernels.js';
import { partOf } from '../kernels/memory.js';
import { advanceSchedule, scheduleInputs, scheduleSlots } from './schedule.js';
import type { State } from './state.js';

export interface UpdateOptions {
  /** Where each parameter lies in θ. */
  readonly places: readonly { readonly offset: number; readonly size: number }[];
  readonly state: State;
  /** β of v ← βv + g, θ ← θ − ηv. */
  readonly momentum: number;
  readonly kernels: Kernels;
  readonly allocate: (length: number) => Float64Array;
}

interface Place {
  readonly size: number;
  readonly theta: Float64Array;
  readonly velocity: Float64Array | undefined;
  readonly mean: Float64Array | undefined;
  readonly anchorGradient: Float64Array | undefined;
  readonly correction: Float64Array;
}

export class Update {
  readonly #kernels: Kernels;
  /** Numbers of the schedule, one by one. */
  readonly #before: readonly Float64Array[];
  readonly #after: readonly Float64Array[];
  readonly #stepSize: Float64Array;
  readonly #weight: Float64Array;
  readonly #momentum: number;
  readonly #places: readonly Place[];

  constructor({ places, state, momentum, kernels, allocate }: UpdateOptions) {
    this.#kernels = kernels;
    const ofSchedule = (slot: keyof typeof scheduleSlots) => partOf(state.schedule, scheduleSlots[slot], 1);
    this.#before = scheduleInputs.map(ofSchedule);
    this.#stepSize = ofSchedule('stepSize');
    this.#weight = ofSchedule('weight');
    this.#after = [this.#stepSize, this.#weight, this.#before[0]!];
    this.#momentum = momentum;
    this.#places = places.map(({ offset, size }) => {
      const part = (whole: Float64Array | undefined) => whole && partOf(whole, offset, size);
      return {
        size,
        theta: partOf(state.theta, offset, size),
        velocity: part(state.velocity),
        mean: part(state.mean),
        anchorGradient: part(state.anchorGradient),
        correction: allocate(state.anchorGradient === undefined ? 0 : size),
      };
    });
  }

  /**
   * Takes the step. `gradients` are ∂J/∂(each parameter) of the minibatch, empty where J does not depend on one; with
   * SVRG `atAnchor` are those of the same minibatch at θ̃, and the step goes along g(θ) − g(θ̃) + ∇J(θ̃) (Johnson and
   * Zhang, "Accelerating Stochastic Gradient Descent using Predictive Variance Reduction", 2013). False where θ is not
   * finite after it.
   */
  take(gradients: readonly Float64Array[], atAnchor?: readonly Float64Array[]): boolean {
    const kernels = this.#kernels;
    kernels.map(advanceSchedule, this.#before, this.#after, 1);
    for (let k = 0; k < this.#places.length; k++) {
      const { size, theta, velocity, mean, anchorGradient, correction } = this.#places[k]!;
      let gradient = gradients[k]!;
      if (gradient.length === 0) {
        // The average of what does not change, such as a frozen parameter.
        if (mean !== undefined) kernels.copy(theta, 0, mean, size);
        continue;
      }
      if (atAnchor !== undefined && anchorGradient !== undefined) {
        kernels.map(corrected, [gradient, atAnchor[k]!, anchorGradient], [correction], size);
        gradient = correction;
      }
      if (velocity !== undefined) {
        kernels.map(scaledTotal(this.#momentum), [velocity, gradient], [velocity], size);
        gradient = velocity;
      }
      kernels.map(descent, [theta, gradient], [theta], size, [this.#stepSize]);
      if (!kernels.finite(theta, size)) return false;
      if (mean !== undefined) kernels.map(averaging, [mean, theta], [mean], size, [this.#weight]);
    }
    return true;
  }
}
