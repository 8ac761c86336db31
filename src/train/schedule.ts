/**
 * The state of the step-size schedule: eight numbers from which each step takes its size η and its weight c in the average.
 *
 *     η = share · initial / (1 + decay·t), or / √(1 + decay·t)        c = (tail + 1) / (t + 1 + tail)
 *
 * with t the steps taken before. Weights like these make the average of θ₁ … θₜ one in which θₛ counts about as
 * s^tail, so that about the last 1/(tail + 1) of the steps decide, however many there will be: polynomial-decay
 * averaging (Shamir and Zhang, "Stochastic Gradient Descent for Non-smooth Optimization", 2013).
 */
import { codeOf } from '../expression/code.js';
import { add, div, eq, mul, select, sqrt } from '../expression/expression.js';

export const scheduleSlots = {
  /** t */
  steps: 0,
  initial: 1,
  decay: 2,
  /** 0, or 1 for the square root. */
  root: 3,
  /** 1, or less for a step that shall be smaller. */
  share: 4,
  tail: 5,
  /** η of the last step. */
  stepSize: 6,
  /** c of the last step. */
  weight: 7,
} as const;

export const scheduleLength = 8;

const slower = add(1, mul('decay', 'steps'));

export const scheduleInputs = ['steps', 'initial', 'decay', 'root', 'share', 'tail'] as const;
/** What a step does to the schedule: η, c and the number of steps, from the numbers in the order of `scheduleInputs`. */
export const advanceSchedule = codeOf(
  [
    div(mul('initial', 'share'), select(eq('root', 0), slower, sqrt(slower))),
    div(add('tail', 1), add(add('steps', 1), 'tail')),
    add('steps', 1),
  ],
  scheduleInputs,
);
