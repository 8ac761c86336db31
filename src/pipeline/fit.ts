/** Parameters for rows that are loaded, and how far they are from the optimum. */
import { type Config, isLinear, type LinearConfig } from '../config/check-config.js';
import type { ExactFacts, ModelCertificate, ModelStopping } from '../model-file/model-file.js';
import type { LinearRoles } from '../models/model.js';
import type { PlainWeights } from '../solve/point.js';
import type { Statistics } from '../solve/statistics.js';
import { Certifier } from './certify.js';
import { type DescendOptions, descend } from './descend.js';
import { certificateFile } from './figures.js';
import type { Loaded } from './load.js';
import { objectiveOf } from './model.js';
import { solveExactly } from './solve-exactly.js';
import { ownUnits } from './weights.js';

/** Parameters on standardized columns are in the engine's state. */
export interface Fitted {
  readonly stopping: ModelStopping;
  readonly certificate: ModelCertificate;
  /** Of a linear model, in the columns' own units. */
  readonly weights?: PlainWeights;
  readonly exact?: ExactFacts;
  readonly statistics?: Statistics | undefined;
}

export type FitContext = Pick<DescendOptions, 'elapsed' | 'tell' | 'stopped'>;

/** Undefined where it was stopped from outside; throws a `TrainingError` where there is no result. */
export async function fitModel(
  loaded: Loaded,
  config: Config,
  context: FitContext,
): Promise<Fitted | undefined> {
  const { linear } = loaded.model.roles;
  if (isLinear(config) && linear !== undefined) return fitLinear(loaded, config, linear, context);
  const stopping = await descend(loaded.engine, { ...loaded, ...context, config, gap: undefined });
  if (stopping === undefined) return undefined;
  const gradientNorm = await loaded.engine.gradientNorm();
  const reason = 'the minimum of a graph of one’s own is not known; gradientNorm would be 0 there';
  const nothing = { certified: false, bound: null, relativeGap: null, reason };
  return {
    stopping,
    certificate: Number.isFinite(gradientNorm) ? { ...nothing, gradientNorm } : nothing,
  };
}

async function fitLinear(
  loaded: Loaded,
  config: LinearConfig,
  linear: LinearRoles,
  context: FitContext,
): Promise<Fitted | undefined> {
  const { engine, passes, standard, columns } = loaded;
  const { length } = columns.features;
  const certifier = new Certifier(passes, objectiveOf(config), length, config.exactCheckColumns);
  if (config.solver === 'exact') {
    const options = { config, linear, certifier, standard, names: columns.features };
    const { weights, facts, statistics, certificate } = await solveExactly(passes, engine, options);
    const stopping = { reason: 'exact', epochs: 0, steps: 0 };
    const exact = { weights, exact: facts, statistics };
    return { stopping, certificate: certificateFile(certificate), ...exact };
  }
  const weightsAt = (theta: Float64Array) => ownUnits(engine.program, linear, standard, theta);
  const { tolerance } = config.stop;
  const gapWithin = (tolerance: number) => (parameters: Float64Array) => {
    const evaluate = async () => (await engine.evaluate('training', parameters)).objective;
    return certifier.gap(tolerance, evaluate, weightsAt(parameters));
  };
  const gap = tolerance === undefined ? undefined : gapWithin(tolerance);
  const stopping = await descend(engine, { ...loaded, ...context, config, gap });
  if (stopping === undefined) return undefined;
  const weights = weightsAt(engine.state.parameters);
  return { stopping, weights, certificate: certificateFile(await certifier.certificate(weights)) };
}
