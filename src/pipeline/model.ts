/** The model that a config asks for, on the features at hand. */
import { type Config, isLinear, type LinearConfig } from '../config/check-config.js';
import type { StandardizeOptions } from '../data/standardization.js';
import { graphModel } from '../graph-file/graph-model.js';
import { buildModel } from '../models/build.js';
import type { ModelDefinition } from '../models/model.js';
import type { Objective } from '../solve/frame.js';

/** Throws a `GraphError` where the shapes of a graph of one's own do not fit so many features. */
export function modelFor(config: Config, features: number): ModelDefinition {
  return isLinear(config) ? buildModel({ ...config, features }) : graphModel(config.model.graph, features);
}

/** What the exact solver and the certificate take for J. */
export function objectiveOf({ intercept, standardize, l2Reg }: LinearConfig): Objective {
  return { intercept, standardize, l2Reg };
}

/** Columns are centred unless a linear model has no b that could make up for it. */
export function standardizing({ standardize, intercept = true }: Config): StandardizeOptions {
  return { standardize, intercept };
}
