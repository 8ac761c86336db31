/** The state of a job at some parameters, with a step size that stays. */
import type { Job } from '#chainrule/train/job.js';
import { openState, type State, stateLength } from '#chainrule/train/state.js';
import { startSchedule } from '#chainrule/train/step-size.js';

export function stateOf(job: Job, theta: ArrayLike<number>, stepSize: number): State {
  const state = openState(new Float64Array(stateLength(theta.length, job)), theta.length, job);
  startSchedule(state.schedule, { initial: stepSize, decay: 0, root: false });
  state.theta.set(theta);
  return state;
}

/** What a job says of its steps where they are plain ones. */
export const plainSteps = {
  validationRows: 0,
  solver: 'sgd',
  momentum: 0,
  averaging: false,
  evenSteps: false,
} as const;
