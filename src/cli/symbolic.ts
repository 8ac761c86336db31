/** A model for a picture without data: the number of features is then a letter, d. */
import type { Config } from '../config/check-config.js';
import { GraphError } from '../errors.js';
import type { ModelDefinition } from '../models/model.js';
import { modelFor } from '../pipeline/configured-model.js';

export interface SymbolicModel {
  readonly model: ModelDefinition;
  /** How to write an extent of a shape. */
  readonly extent: (extent: number) => string;
}

/**
 * The model with a number of features that occurs nowhere else in it, so that it can be told from all other extents. A
 * graph that fits one number alone, as its file says it in place of `features`, is shown with that.
 */
export function symbolicModel(config: Config): SymbolicModel {
  const { features } = config;
  if ('include' in features)
    return { model: modelFor(config, features.include.length, 'inspect'), extent: String };
  const extents = typeof config.model === 'string' ? [] : numbersIn(config.model.graph.nodes);
  const d = 1 + Math.max(0, ...extents);
  try {
    return {
      model: modelFor(config, d, 'inspect'),
      extent: (extent) => (extent === d ? 'd' : String(extent)),
    };
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    for (const features of new Set(extents)) {
      const model = fitting(config, features);
      if (model !== undefined) return { model, extent: String };
    }
    throw error;
  }
}

function fitting(config: Config, features: number): ModelDefinition | undefined {
  try {
    return modelFor(config, features, 'inspect');
  } catch (error) {
    if (error instanceof GraphError) return undefined;
    throw error;
  }
}

function numbersIn(nodes: readonly { readonly shape?: readonly (number | 'features')[] }[]): number[] {
  return nodes.flatMap(({ shape = [] }) => shape.filter((extent) => extent !== 'features'));
}
