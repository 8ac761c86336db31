/** What to say of a training that cannot go on: where it broke, and which step size to try. */
import { TrainingError } from '../errors.js';
import type { ModelDefinition } from '../models/model.js';
import type { Diverged } from '../train/coordinator.js';

export interface Steepness {
  /** The largest ‖z‖² of all rows. */
  readonly largestSquare: number;
  readonly l2Reg: number;
  /** β. */
  readonly momentum: number;
}

/**
 * Of a linear model, a step of at most 1 / (2 (max‖z‖² + 1) + 2λ) never moves away from the optimum, whatever row it
 * looks at: ℓ's curvature along any direction is at most 2(‖z‖² + 1), R's is 2λ. Of other graphs no such bound is known.
 */
export function divergence(
  { epoch, step, message }: Diverged,
  model: ModelDefinition,
  stepSize: number,
  { largestSquare, l2Reg, momentum }: Steepness,
): TrainingError {
  // Momentum adds up steps that agree to 1 / (1 − β) of them.
  const safe = rounded((0.95 * (1 - momentum)) / (2 * (largestSquare + 1) + 2 * l2Reg));
  const advice = model.roles.linear
    ? `The step size ${stepSize} is too large; sgd.stepSize: ${safe} would do, or auto`
    : `The step size ${stepSize} may be too large for the graph "${model.name}"; try sgd.stepSize: ${rounded(stepSize / 10)}`;
  const text = `training diverged in epoch ${epoch}, step ${step}: ${message}. ${advice}`;
  return new TrainingError('TRAINING_DIVERGED', text);
}

/** No step size helps where J is beyond float64, or no number, before the first step. */
export function noStart({ name, roles }: ModelDefinition, target: string, objective: number): TrainingError {
  if (roles.linear !== undefined) {
    const text = `the target "${target}": its values are too far from what the model begins with for the error to be squared; give it in another unit, or use solver: exact`;
    return new TrainingError('TRAINING_NO_START', text);
  }
  const text = `the objective of the graph "${name}" is ${objective} at the initial parameters, so there is no step to take; "chainrule explain --row 1" shows the values of its nodes`;
  return new TrainingError('TRAINING_NO_START', text);
}

function rounded(stepSize: number): number {
  return Number.parseFloat(stepSize.toPrecision(2));
}
