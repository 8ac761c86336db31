/** η of the one step on one example that `explain` shows. */
import { type Config, isLinear } from '../config/check-config.js';
import type { Example } from '../explain/example.js';
import type { ModelFile } from '../model-file/model-file.js';

/**
 * The config's η, of a schedule the first. With `auto`: what the model was trained with; without a model the largest η at
 * which a step on this example moves no parameters of a linear model further apart, 1 / (2(‖z‖² + 1) + 2λ), and 0.05
 * for a graph of one's own, which training begins with as well.
 */
export function shownStepSize(config: Config, { features }: Example, model?: ModelFile): number {
  const { stepSize } = config.sgd;
  if (typeof stepSize === 'number') return stepSize;
  if (typeof stepSize === 'object') return stepSize.initial;
  if (model?.stopping.stepSize !== undefined) return model.stopping.stepSize;
  if (!isLinear(config)) return 0.05;
  const square = features.reduce(
    (sum, { standardized }) => sum + standardized ** 2,
    config.intercept ? 1 : 0,
  );
  return 1 / (2 * square + 2 * config.l2Reg || 1);
}
