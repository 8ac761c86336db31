/** Makes a model file of what a training has found. */

import { type Config, resultConfig } from '../config/check-config.js';
import type { ModelDefinition } from '../models/model.js';
import { fingerprint, fingerprintOfParameters } from './fingerprint.js';
import type {
  ExactFacts,
  Feature,
  FitStatistics,
  InputFile,
  LinearFeature,
  Metrics,
  ModelCertificate,
  ModelFile,
  ModelStopping,
} from './model-file.js';
import { format, version } from './model-schema.js';
import { parseModel } from './parse-model.js';
import { toJson } from './to-json.js';

interface CommonParts {
  readonly config: Config;
  readonly definition: ModelDefinition;
  readonly metrics: Metrics;
  readonly stopping: ModelStopping;
  readonly certificate: ModelCertificate;
  /** In input order. */
  readonly files: readonly InputFile[];
  /** Times, workers and host facts: all that may differ between two equal trainings. */
  readonly run: Readonly<Record<string, unknown>>;
}

export interface LinearParts extends CommonParts {
  /** In input order, weights in the columns' own units. */
  readonly features: readonly LinearFeature[];
  /** In the outcome's own units; null where the model has none. */
  readonly intercept: number | null;
  readonly exact?: ExactFacts | undefined;
  readonly statistics?: FitStatistics | undefined;
}

export interface GraphParts extends CommonParts {
  readonly features: readonly Feature[];
  /** The values of each parameter node, row by row. */
  readonly parameters: ReadonlyMap<string, ArrayLike<number>>;
}

export type ModelParts = LinearParts | GraphParts;

/**
 * The model as plain data in the contract's order. Throws a `TrainingError` for a number that is not finite, and a
 * `DataError` for parts that do not fit each other.
 */
export function buildModelFile(parts: ModelParts): ModelFile {
  const { config, definition, features, metrics, stopping, certificate, files, run } = parts;
  const linear = 'parameters' in parts ? undefined : parts;
  const nodes = definition.graph.nodes.filter(({ op }) => op === 'parameter');
  const parameters = 'parameters' in parts ? parts.parameters : undefined;
  // Where one is missing, the check says so.
  const values = (name: string) => Array.from(parameters?.get(name) ?? []);
  const raw = {
    format,
    version,
    model: definition.name,
    l2Reg: linear && config.l2Reg,
    target: config.target,
    intercept: linear?.intercept,
    features: linear
      ? linear.features.map(({ name, weight, mean, scale }) => ({ name, weight, mean, scale }))
      : features.map(({ name, mean, scale }) => ({ name, mean, scale })),
    weights: linear && Object.fromEntries(linear.features.map(({ name, weight }) => [name, weight])),
    standardization: Object.fromEntries(features.map(({ name, mean, scale }) => [name, { mean, scale }])),
    parameters: linear
      ? undefined
      : Object.fromEntries(nodes.map(({ name, shape = [] }) => [name, { shape, values: values(name) }])),
    exact: linear?.exact,
    statistics: linear?.statistics,
    metrics,
    stopping,
    certificate,
    graph: definition.graph,
    roles: definition.roles,
    config: resultConfig(config),
    files,
    fingerprint: linear
      ? fingerprint(
          linear.intercept,
          linear.features.map(({ weight }) => weight),
        )
      : fingerprintOfParameters(nodes.map(({ name }) => values(name))),
    run,
  };
  return parseModel(toJson(raw), 'model');
}
