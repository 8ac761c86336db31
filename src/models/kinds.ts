/** The built-in models, by the name that a config gives. A new one is a file beside this one and an entry here. */

import { leastSquaresKind, ridgeKind } from './linear.js';
import type { Model } from './model.js';
import type { ModelKind, ModelOptions } from './model-kind.js';

export const kinds: readonly ModelKind[] = [ridgeKind, leastSquaresKind];

/** The built-in model of this name. */
export function buildModel(name: string, options: ModelOptions): Model {
  const kind = kinds.find((each) => each.name === name);
  if (kind === undefined) throw new Error(`there is no model called ${name}`);
  return kind.build(options);
}
