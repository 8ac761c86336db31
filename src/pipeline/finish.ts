/** The end of a run: weights in the columns' own units, and the model as it goes to a file. */

import { basename } from 'node:path';
import type { ResolvedConfig } from '../config/resolve-config.js';
import { defined } from '../errors.js';
import { parameterPlaces } from '../graph/init.js';
import { buildModelFile } from '../model-file/build-model.js';
import type { ContentsParts } from '../model-file/contents.js';
import type { Metrics, ModelFile, NearlyDependent, SolverFacts } from '../model-file/model-file.js';
import { format, version } from '../model-file/model-schema.js';
import { finite, statisticsFile, withinFile } from './figures.js';
import type { Fitted } from './fit.js';
import type { Loaded } from './load.js';
import { type EvaluatedModel, penaltyOf } from './model-metrics.js';
import type { RunFacts } from './run-facts.js';
import { ownUnits } from './weights.js';

export interface Trained extends Loaded, Fitted {
  readonly config: ResolvedConfig;
  readonly solver: SolverFacts;
}

export interface Finish {
  readonly contents: ContentsParts;
  readonly metrics: Metrics;
  /** Times and host facts. */
  readonly run: RunFacts;
}

/** What the model file is to hold of the parameters. */
export function contentsPartsOf(trained: Trained): ContentsParts {
  const { config, model: definition, engine, columns, standard } = trained;
  const { program, state } = engine;
  const { linear } = definition.roles;
  const { weights = linear && ownUnits(program, linear, standard, state.parameters), assessment } = trained;
  return {
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
  };
}

/** The model file as far as predictions and metrics need it, before there are metrics. */
export function evaluatedModelOf({
  config,
  definition,
  features,
  parameters,
  weights: found,
}: ContentsParts): EvaluatedModel {
  const { graph, roles, metrics } = definition;
  if (definition.file === 'parameters') {
    const values = Array.from(parameters, ([name, numbers]) => [name, { values: Array.from(numbers) }]);
    const model = { format, version, features, graph, roles, parameters: Object.fromEntries(values) };
    return { model, penalty: 0, metrics };
  }
  const { weights, atMeans } = defined(found, `weights of ${definition.name}`);
  const weighted = features.map((feature, j) => ({ ...feature, weight: weights[j]! }));
  const model = { format, version, features: weighted, atMeans };
  return { model, penalty: penaltyOf(config.l2Reg ?? 0, weighted), metrics };
}

/** Throws a `TrainingError` where a number is not finite. */
export function modelOf(trained: Trained, { contents, metrics, run }: Finish): ModelFile {
  const { stopping, exact, solver, assessment, certificate, files } = trained;
  const leaveOneOut = assessment?.leaveOneOut;
  return buildModelFile({
    ...contents,
    nearlyDependent: nearlyDependentOf(trained),
    exact,
    statistics: assessment?.statistics && statisticsFile(assessment.statistics),
    metrics: { ...metrics, ...(leaveOneOut !== undefined && { leaveOneOut: { rmse: finite(leaveOneOut) } }) },
    solver,
    stopping,
    certificate,
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
