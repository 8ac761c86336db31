/** Makes a model file of what a training has found. */
import { resultConfig } from '../config/check.js';
import { type ContentsParts, contentsOf } from './contents.js';
import type {
  Certificate,
  ExactFacts,
  FitStatistics,
  InputFile,
  Metrics,
  ModelFile,
  Stopping,
} from './model-file.js';
import { parseModel } from './parse.js';
import { toJson } from './plain.js';
import { format, version } from './schema.js';

export interface ModelParts extends ContentsParts {
  readonly exact?: ExactFacts | undefined;
  readonly statistics?: FitStatistics | undefined;
  readonly metrics: Metrics;
  readonly stopping: Stopping;
  readonly certificate: Certificate;
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
  const { config, definition, features, exact, statistics, metrics, stopping, certificate, files, run } =
    parts;
  const raw = {
    format,
    version,
    model: definition.name,
    target: config.target,
    ...contentsOf[definition.file](parts),
    standardization: Object.fromEntries(features.map(({ name, mean, scale }) => [name, { mean, scale }])),
    exact,
    statistics,
    metrics,
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
