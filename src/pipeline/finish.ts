/** The end of a run: metrics, weights in the columns' own units, and the model as it goes to a file. */
import { basename } from 'node:path';
import type { Config } from '../config/check.js';
import type { Columns } from '../data/columns.js';
import type { Moments } from '../data/moments.js';
import type { FileRecord } from '../data/source.js';
import type { Standardization } from '../data/standardization.js';
import { parameterPlaces } from '../graph/init.js';
import type { Program } from '../graph/program.js';
import { buildModelFile } from '../model-file/build.js';
import type { ModelFile, Stopping, TrainingMetrics } from '../model-file/model-file.js';
import type { ModelDefinition } from '../models/model.js';
import type { Evaluation } from '../train/engine.js';

export interface OutcomeMoments {
  readonly rows: number;
  readonly mean: number;
  /** Σ(y − ȳ)². */
  readonly squares: number;
}

export interface Trained {
  readonly config: Config;
  readonly definition: ModelDefinition;
  readonly program: Program;
  readonly theta: Float64Array;
  readonly evaluation: Evaluation;
  readonly columns: Columns;
  /** y of the rows trained on. */
  readonly outcome: OutcomeMoments;
  readonly standard: Standardization;
  readonly files: readonly FileRecord[];
  readonly stopping: Stopping;
  /** Times and host facts. */
  readonly run: Readonly<Record<string, unknown>>;
}

/** Of the last column, the outcome's. */
export function lastColumn({ rows, mean, squares }: Moments): OutcomeMoments {
  return { rows, mean: mean.at(-1) ?? 0, squares: squares.at(-1) ?? 0 };
}

/** Throws a `TrainingError` where a number is not finite. */
export function modelOf(trained: Trained): ModelFile {
  const { config, definition, columns, standard, files, stopping, run } = trained;
  const common = {
    config,
    definition,
    metrics: metricsOf(trained),
    stopping,
    files: files.map((file) => ({ ...file, name: basename(file.name) })),
    run: { ...run, paths: files.map(({ name }) => name) },
  };
  const parameters = new Map(
    parameterPlaces(trained.program).map(({ name, offset, size }) => [
      name,
      trained.theta.subarray(offset, offset + size),
    ]),
  );
  const features = columns.features.map((name, j) => ({
    name,
    mean: standard.mean[j]!,
    scale: standard.scale[j]!,
  }));
  const { linear } = definition.roles;
  if (linear === undefined) return buildModelFile({ ...common, features, parameters });

  const w = parameters.get(linear.weights) ?? new Float64Array(features.length);
  const b = linear.intercept === undefined ? undefined : parameters.get(linear.intercept)?.[0];
  const weighted = features.map((feature, j) => ({ ...feature, weight: w[j]! / feature.scale }));
  // Σ wⱼ(xⱼ − mⱼ)/sⱼ + b in the columns' own units.
  const intercept =
    b === undefined ? null : weighted.reduce((sum, { weight, mean }) => sum - weight * mean, b);
  return buildModelFile({ ...common, features: weighted, intercept });
}

/** R² is 1 − Σ(y − ŷ)² / Σ(y − ȳ)², and / Σy² for a model without intercept. */
function metricsOf({ evaluation, outcome, config, definition }: Trained): TrainingMetrics {
  const { objective, meanSquaredError, meanAbsoluteError } = evaluation;
  const centred = outcome.squares / outcome.rows;
  const { intercept = true } = config;
  const total = intercept ? centred : centred + outcome.mean ** 2;
  return {
    rows: outcome.rows,
    objective,
    loss: definition.roles.linear ? meanSquaredError : null,
    rmse: Math.sqrt(meanSquaredError),
    mae: meanAbsoluteError,
    r2: total > 0 ? 1 - meanSquaredError / total : null,
  };
}
