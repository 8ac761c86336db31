/** The model that a config asks for, on the features at hand. */
import type { Config } from '../config/check-config.js';
import type { StandardizeOptions } from '../data/standardization.js';
import { graphModel, type Use } from '../graph-file/graph-model.js';
import { customGraph } from '../models/custom-graph.js';
import { buildModel } from '../models/kinds.js';
import type { Model, PenalizedSquares } from '../models/model.js';
import type { Objective } from '../solve/exact/frame.js';

/**
 * Throws a `GraphError` where the shapes of a custom graph do not fit so many features, or, if it is to be trained, its
 * objective or prediction is no scalar.
 */
export function modelFor(config: Config, features: number, use: Use = 'train'): Model {
  if (typeof config.model !== 'string') {
    const definition = graphModel(config.model.graph, features, use);
    return customGraph(definition, definition.metrics);
  }
  const { model, intercept = true, l2Reg = 0 } = config;
  return buildModel(model, { features, intercept, l2Reg });
}

/** What the exact solver and the certificate take for J. */
export function objectiveOf(
  { intercept, l2Reg }: PenalizedSquares,
  { standardize }: Pick<Config, 'standardize'>,
): Objective {
  return { intercept: intercept !== undefined, standardize, l2Reg };
}

/**
 * Columns of a linear model are centred whenever it has a b: that changes b alone, and neither w nor the penalty. Those of
 * a custom graph are centred where they are scaled too, as its parameters are those of the columns it is given.
 */
export function standardizing({ model, standardize, intercept = true }: Config): StandardizeOptions {
  const isLinear = typeof model === 'string';
  return { standardize, center: intercept && (standardize || isLinear), intercept };
}
