/** The end of a run: metrics, weights in the columns' own units, and the model as it goes to a file. */

import { basename } from 'node:path';
import type { Config } from '../config/check-config.js';
import { defined } from '../errors.js';
import { parameterPlaces } from '../graph/init.js';
import { buildModelFile } from '../model-file/build-model.js';
import type { Metrics, ModelFile } from '../model-file/model-file.js';
import type { Evaluation } from '../train/engine.js';
import { finite, statisticsFile } from './figures.js';
import type { Fitted } from './fit.js';
import type { Loaded } from './load.js';

export interface Trained extends Loaded, Fitted {
  readonly config: Config;
  readonly evaluation: Evaluation;
  /** Over the rows held out, where there are any. */
  readonly validation: Evaluation | undefined;
  /** Times and host facts. */
  readonly run: Readonly<Record<string, unknown>>;
}

/** Throws a `TrainingError` where a number is not finite. */
export function modelOf(trained: Trained): ModelFile {
  const { config, model: definition, engine, columns, standard, files, stopping, run } = trained;
  const common = {
    config,
    definition,
    metrics: metricsOf(trained),
    stopping,
    certificate: trained.certificate,
    files: files.map((file) => ({ ...file, name: basename(file.name) })),
    run: { ...run, paths: files.map(({ name }) => name) },
  };
  const features = columns.features.map((name, j) => ({
    name,
    mean: standard.mean[j]!,
    scale: standard.scale[j]!,
  }));
  const { weights, exact, statistics } = trained;
  if (weights === undefined) {
    const parameters = new Map(
      parameterPlaces(engine.program).map(({ name, offset, size }) => [
        name,
        engine.state.parameters.subarray(offset, offset + size),
      ]),
    );
    return buildModelFile({ ...common, features, parameters });
  }
  return buildModelFile({
    ...common,
    features: features.map((feature, j) => ({ ...feature, weight: weights.weights[j]! })),
    intercept: definition.roles.linear?.intercept === undefined ? null : weights.intercept,
    exact,
    statistics: statistics && statisticsFile(statistics),
  });
}

/** R² is 1 − Σ(y − ŷ)² / Σ(y − ȳ)², and / Σy² for a model without intercept. */
function metricsOf({ evaluation, validation, moments, config, model, job }: Trained): Metrics {
  const { rows } = moments;
  const mean = defined(moments.mean.at(-1), 'mean of the target');
  const centred = defined(moments.squares.at(-1), 'spread of the target') / rows;
  const { intercept = true } = config;
  const total = intercept ? centred : centred + mean ** 2;
  const errors = (found: Evaluation) => {
    const squared = lostToUnderflow(found) ? null : finite(found.meanSquaredError);
    return {
      loss: model.roles.linear ? squared : null,
      rmse: squared === null ? null : Math.sqrt(squared),
      mae: finite(found.meanAbsoluteError),
    };
  };
  const training = {
    rows,
    objective: lostToUnderflow(evaluation) ? null : finite(evaluation.objective),
    ...errors(evaluation),
    r2: total > 0 ? finite(1 - evaluation.meanSquaredError / total) : null,
  };
  if (validation === undefined) return { training };
  return { training, validation: { rows: job.validationRows, ...errors(validation) } };
}

/** Squares of errors below 1e-162 are 0 in float64. */
function lostToUnderflow({ meanSquaredError, meanAbsoluteError }: Evaluation): boolean {
  return meanSquaredError === 0 && meanAbsoluteError > 0;
}
