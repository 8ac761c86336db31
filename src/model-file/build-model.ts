/** Makes a model file of what a training has found. */
import { resultConfig } from '../config/check-config.js';
import { type ContentsParts, contentsOf } from './contents.js';
import type {
  ExactFacts,
  FitStatistics,
  InputFile,
  Metrics,
  ModelCertificate,
  ModelFile,
  ModelStopping,
  NearlyDependent,
  SolverFacts,
} from './model-file.js';
import { format, version } from './model-schema.js';
import { parseModel } from './parse-model.js';
import { toJson } from './to-json.js';

export interface ModelParts extends ContentsParts {
  readonly nearlyDependent?: NearlyDependent | undefined;
  readonly exact?: ExactFacts | undefined;
  readonly statistics?: FitStatistics | undefined;
  readonly metrics: Metrics;
  readonly solver: SolverFacts;
  readonly stopping: ModelStopping;
  readonly certificate: ModelCertificate;
  /** In input order. */
  readonly files: readonly InputFile[];
  /** Times, workers and host facts: all that may differ between two equal trainings. */
  readonly run: Readonly<Record<string, unknown>>;
}

/**
 * The model as plain data in the contract's order. Throws a `TrainingError` for a number that is not finite, and a
 * `DataError` for parts that do not fit each other.
 */
export function buildModelFile(parts: ModelParts): ModelFile {
  const { config, definition, features, exact, statistics, metrics, files, run } = parts;
  const { solver, stopping, certificate } = parts;
  const raw = {
    format,
    version,
    model: definition.name,
    target: config.target,
    ...contentsOf[definition.file](parts),
    standardization: Object.fromEntries(features.map(({ name, mean, scale }) => [name, { mean, scale }])),
    nearlyDependent: parts.nearlyDependent,
    exact,
    statistics,
    metrics,
    solver,
    stopping,
    certificate,
    graph: definition.graph,
    roles: definition.roles,
    config: resultConfig(config),
    files,
    run,
  };
  return parseModel(toJson(raw), 'model');
}
