/** The built-in models, by the name that a config gives. A new one is a file beside this one and an entry here. */

import { defined } from '../errors.js';
import { leastSquaresKind, ridgeKind } from './linear.js';
import type { Capabilities, Model } from './model.js';
import type { ModelKind, ModelOptions } from './model-kind.js';

export const kinds = [ridgeKind, leastSquaresKind] as const;

export type ModelName = (typeof kinds)[number]['name'];

/** Undefined where there is no built-in model of this name. */
export function kindOf(name: unknown): ModelKind | undefined {
  return kinds.find((each) => each.name === name);
}

/** What is known of a kind of model, however many features it has. */
export function capabilitiesOf(kind: ModelKind): Capabilities {
  return kind.build({ features: 1, intercept: true, l2Reg: kind.l2Reg ?? 0 });
}

/** The built-in model of this name. */
export function buildModel(name: ModelName, options: ModelOptions): Model {
  return defined(kindOf(name), `model called ${name}`).build(options);
}
