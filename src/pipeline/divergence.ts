/** What to say of a training that cannot go on: where it broke, and which step size to try. */
import { TrainingError } from '../errors.js';
import { steepest } from '../models/curvature.js';
import type { Model } from '../models/model.js';
import { quoted } from '../text/visible.js';
import type { Diverged } from '../train/coordinator.js';

export interface Steepness {
  /** The largest ‖z‖² of all rows. */
  readonly largestSquare: number;
  /** β. */
  readonly momentum: number;
}

/**
 * A step of at most 1 / (the largest curvature of a row) never moves away from the optimum, whatever row it looks at.
 */
export function divergence(
  { epoch, step, message }: Diverged,
  { name, curvature }: Model,
  stepSize: number,
  { largestSquare, momentum }: Steepness,
): TrainingError {
  const text = `training diverged in epoch ${epoch}, step ${step}: ${message}. ${advice()}`;
  return new TrainingError('TRAINING_DIVERGED', text);

  function advice(): string {
    if (curvature === undefined)
      return `The step size ${stepSize} may be too large for the graph ${quoted(name)}; try sgd.stepSize: ${rounded(stepSize / 10)}`;
    // Momentum adds up steps that agree to 1 / (1 − β) of them.
    const safe = rounded((0.95 * (1 - momentum)) / steepest(curvature, largestSquare + 1));
    return `The step size ${stepSize} is too large; use sgd.stepSize: ${safe}, or auto`;
  }
}

/** No step size helps where J is beyond float64, or no number, before the first step. */
export function noStart({ name, exact }: Model, target: string, objective: number): TrainingError {
  if (exact !== undefined) {
    const text = `the target ${quoted(target)}: its values are too large to square the initial error in float64; use another unit, or solver: exact`;
    return new TrainingError('TRAINING_NO_START', text);
  }
  const text = `the objective of the graph ${quoted(name)} is ${objective} at the initial parameters, so training cannot start; "chainrule explain --row 1" shows the values of its nodes`;
  return new TrainingError('TRAINING_NO_START', text);
}

function rounded(stepSize: number): number {
  return Number.parseFloat(stepSize.toPrecision(2));
}
