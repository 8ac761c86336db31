/**
 * All numbers that a run changes, as one flat vector: copying it is enough to put a run aside, to go back in it, or to
 * go on in another thread. Parts that a job does not use are not there.
 */

import { partOf } from '../kernels/memory.js';
import type { Job } from './job.js';
import { scheduleLength } from './schedule.js';

export interface State {
  /** All of it. */
  readonly values: Float64Array;
  /** See `schedule.ts`. */
  readonly schedule: Float64Array;
  /** θ, where the steps are. */
  readonly theta: Float64Array;
  /** v of momentum. */
  readonly velocity: Float64Array | undefined;
  /** The average of θ over the steps so far, late steps weighing most. */
  readonly mean: Float64Array | undefined;
  /** Of SVRG: θ̃, and the gradient of all rows there. */
  readonly anchor: Float64Array | undefined;
  readonly anchorGradient: Float64Array | undefined;
  /** Where rows are held out for validation: the parameters that predicted them best so far. */
  readonly best: Float64Array | undefined;
  /** The parameters that count: the average where there is one, else θ. */
  readonly parameters: Float64Array;
}

export type StateParts = Pick<Job, 'momentum' | 'averaging' | 'solver'> &
  Partial<Pick<Job, 'validationRows'>>;

/** Numbers of the state of θ's that long. */
export function stateLength(parameters: number, parts: StateParts): number {
  const { momentum, averaging, solver, validationRows = 0 } = parts;
  const options = Number(momentum > 0) + Number(averaging) + Number(validationRows > 0);
  const vectors = 1 + options + (solver === 'svrg' ? 2 : 0);
  return scheduleLength + vectors * parameters;
}

export function openState(values: Float64Array, parameters: number, parts: StateParts): State {
  const { momentum, averaging, solver, validationRows = 0 } = parts;
  let from = scheduleLength;
  const vector = (): Float64Array => {
    from += parameters;
    return partOf(values, from - parameters, parameters);
  };
  const theta = vector();
  const velocity = momentum > 0 ? vector() : undefined;
  const mean = averaging ? vector() : undefined;
  const anchor = solver === 'svrg' ? vector() : undefined;
  const anchorGradient = solver === 'svrg' ? vector() : undefined;
  const best = validationRows > 0 ? vector() : undefined;
  const schedule = partOf(values, 0, scheduleLength);
  return { values, schedule, theta, velocity, mean, anchor, anchorGradient, best, parameters: mean ?? theta };
}
