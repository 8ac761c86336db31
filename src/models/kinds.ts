/** The built-in models, by the name that a config gives. A new one is a file beside this one and an entry here. */
import type { Kind, KindOptions } from './kind.js';
import { leastSquaresKind, ridgeKind } from './linear.js';
import type { Model } from './model.js';

export const kinds: readonly Kind[] = [ridgeKind, leastSquaresKind];

/** The built-in model of this name. */
export function buildModel(name: string, options: KindOptions): Model {
  const kind = kinds.find((each) => each.name === name);
  if (kind === undefined) throw new Error(`there is no model called ${name}`);
  return kind.build(options);
}
