/** η of the one step on one example that `explain` shows. */
import type { Config } from '../config/check-config.js';
import type { Example } from '../explain/example.js';
import type { ModelFile } from '../model-file/model-file.js';
import { steepest } from '../models/curvature.js';
import type { Model } from '../models/model.js';

/**
 * The config's η, of a schedule the first. With `auto`: what the model was trained with; without a model the largest η at
 * which a step on this example moves no parameters further apart, 1 / (the curvature there), and 0.05 for a model of
 * unknown curvature, which training begins with as well.
 */
export function shownStepSize(
  { sgd: { stepSize = 'auto' } }: Config,
  { features, model: { curvature } }: Example & { readonly model: Model },
  model?: ModelFile,
): number {
  if (typeof stepSize === 'number') return stepSize;
  if (typeof stepSize === 'object') return stepSize.initial;
  if (model?.stopping.stepSize !== undefined) return model.stopping.stepSize;
  if (curvature === undefined) return 0.05;
  const square = features.reduce(
    (sum, { standardized }) => sum + standardized ** 2,
    Number(curvature.intercept),
  );
  return 1 / (steepest(curvature, square) || 1);
}
