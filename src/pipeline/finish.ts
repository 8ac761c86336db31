/** The end of a run: metrics, weights in the columns' own units, and the model as it goes to a file. */

import { basename } from 'node:path';
import type { ResolvedConfig } from '../config/resolve-config.js';
import { meanOutcomeOf } from '../data/moments.js';
import { defined } from '../errors.js';
import { parameterPlaces } from '../graph/init.js';
import type { MetricName } from '../graph/metrics.js';
import { buildModelFile } from '../model-file/build-model.js';
import type { Metrics, ModelFile, NearlyDependent, SolverFacts } from '../model-file/model-file.js';
import type { EvaluationMetrics } from '../train/evaluation.js';
import { finite, statisticsFile, withinFile } from './figures.js';
import type { Fitted } from './fit.js';
import type { HeldOutErrors, PlainErrors } from './held-out.js';
import type { Loaded } from './load.js';
import type { RunFacts } from './run-facts.js';
import { ownUnits } from './weights.js';

export interface Trained extends Loaded, Fitted {
  readonly config: ResolvedConfig;
  readonly solver: SolverFacts;
  readonly evaluation: EvaluationMetrics;
  /** Over the rows held out, where there are any. */
  readonly validation: HeldOutErrors | undefined;
  /** Times and host facts. */
  readonly run: RunFacts;
}

/** Throws a `TrainingError` where a number is not finite. */
export function modelOf(trained: Trained): ModelFile {
  const { config, model: definition, engine, columns, standard, files, stopping, run } = trained;
  const { program, state } = engine;
  const { linear } = definition.roles;
  const { weights = linear && ownUnits(program, linear, standard, state.parameters), assessment } = trained;
  return buildModelFile({
    config,
    definition,
    features: columns.features.map((name, j) => ({
      name,
      mean: standard.mean[j]!,
      scale: standard.scale[j]!,
    })),
    parameters: new Map(
      parameterPlaces(program).map(({ name, offset, size }) => [
        name,
        state.parameters.subarray(offset, offset + size),
      ]),
    ),
    weights,
    within: assessment && withinFile(assessment.bounds),
    nearlyDependent: nearlyDependentOf(trained),
    exact: trained.exact,
    statistics: assessment?.statistics && statisticsFile(assessment.statistics),
    metrics: metricsOf(trained),
    solver: trained.solver,
    stopping,
    certificate: trained.certificate,
    files: files.map((file) => ({ ...file, name: basename(file.name) })),
    run: { ...run, paths: files.map(({ name }) => name) },
  });
}

/** Undefined where there is none. */
function nearlyDependentOf({ assessment, columns }: Trained): NearlyDependent | undefined {
  const near = assessment?.nearlyDependent ?? [];
  if (near.length === 0) return undefined;
  return near.map(({ column, unexplained }) => ({
    name: defined(columns.features[column], `column ${column}`),
    unexplained,
  }));
}

/** Those that mean something for the model's predictions; null for others. R² is 1 − Σ(y − ŷ)² / Σ(y − ȳ)², or / Σy² where the model is compared with 0. */
function metricsOf({ evaluation, assessment, validation, moments, model, job }: Trained): Metrics {
  const { rows } = moments;
  const mean = meanOutcomeOf(moments);
  const centred = defined(moments.squares.at(-1), 'spread of the target') / rows;
  const { baseline, loss, own, validation: criterion } = model.metrics;
  const ifOwn = (metric: MetricName, value: number | null) => (own.includes(metric) ? value : null);
  const total = baseline === 'mean' ? centred : centred + mean ** 2;
  const errors = (found: PlainErrors) => {
    const squared = lostToUnderflow(found) ? null : finite(found.meanSquaredError);
    const root = found.rootMeanSquaredError ?? (squared === null ? null : Math.sqrt(squared));
    return {
      loss: loss === 'meanSquaredError' ? squared : null,
      rmse: ifOwn('rmse', finite(root)),
      mae: ifOwn('mae', finite(found.meanAbsoluteError)),
      ...(own.includes('logLoss') && { logLoss: finite(found.logLoss ?? null) }),
      ...(own.includes('accuracy') && { accuracy: finite(found.accuracy ?? null) }),
    };
  };
  const exact = assessment?.errors;
  const r2 = total > 0 ? 1 - evaluation.meanSquaredError / total : null;
  const training = {
    rows,
    objective: lostToUnderflow(evaluation) ? null : finite(evaluation.objective),
    ...errors(evaluation),
    r2: ifOwn('r2', finite(exact === undefined ? r2 : (exact.r2 ?? null))),
  };
  const leaveOneOut = exact?.leaveOneOut;
  return {
    training,
    ...(validation && {
      validation: {
        rows: job.validationRows,
        ...(criterion === 'objective' && { objective: finite(validation.objective ?? null) }),
        ...errors(validation),
        ...(own.includes('r2') && { r2: finite(validation.r2 ?? null) }),
      },
    }),
    ...(leaveOneOut !== undefined && { leaveOneOut: { rmse: finite(leaveOneOut) } }),
  };
}

/** Squares of errors below 1e-162 are 0 in float64. */
function lostToUnderflow({ meanSquaredError, meanAbsoluteError }: PlainErrors): boolean {
  return meanSquaredError === 0 && meanAbsoluteError > 0;
}
