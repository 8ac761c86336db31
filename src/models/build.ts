/** The model that a config asks for, on the features at hand. */
import { type LinearOptions, leastSquares, ridge } from './linear.js';
import type { ModelDefinition } from './model.js';

export interface ModelChoice extends LinearOptions {
  readonly model: 'least-squares' | 'ridge';
  /** λ; of ridge only. */
  readonly l2Reg: number;
}

export function buildModel({ model, ...options }: ModelChoice): ModelDefinition {
  return model === 'ridge' ? ridge(options) : leastSquares(options);
}
