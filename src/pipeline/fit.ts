/** Parameters for rows that are loaded, and how far they are from the optimum: as much as the model's capabilities say. */
import type { ResolvedConfig } from '../config/resolve-config.js';
import { meanOutcomeOf } from '../data/moments.js';
import { ConfigError } from '../errors.js';
import { initialParameters } from '../graph/init.js';
import type { ExactFacts, ModelCertificate, ModelStopping } from '../model-file/model-file.js';
import type { PenalizedSquares } from '../models/model.js';
import type { Certificate } from '../solve/certificate/certificate.js';
import type { ExactSolution } from '../solve/exact/exact.js';
import type { StoredWeights } from '../solve/exact/point.js';
import { isAffordable } from '../solve/exact/work.js';
import { evaluate } from '../train/evaluation.js';
import { gradientNorm } from '../train/full-gradient.js';
import type { StopRules } from '../train/stopping.js';
import { type Assessment, assess } from './assess.js';
import { Certifier } from './certify.js';
import { objectiveOf } from './configured-model.js';
import { type DescendOptions, descend } from './descend.js';
import { certificateFile } from './figures.js';
import { type Goal, gapTolerance, gradientRatio, gradientTolerance } from './goal.js';
import type { Loaded } from './load.js';
import { solveExactly } from './solve-exactly.js';
import { traced } from './traced.js';
import { ownUnits } from './weights.js';

/** Parameters on standardized columns are in the engine's state. */
export interface Fitted {
  readonly stopping: ModelStopping & Goal;
  readonly certificate: ModelCertificate;
  /** Of the exact solver, in original units; else those of the engine's parameters. */
  readonly weights?: StoredWeights;
  readonly exact?: ExactFacts;
  /** Of linear models, as far as their columns allow. */
  readonly assessment?: Assessment | undefined;
}

export interface FitContext extends Pick<DescendOptions, 'elapsed' | 'tell' | 'stopped'> {
  /** How many of the first steps to report one by one. */
  readonly trace: number;
}

/** Undefined where it was stopped from outside; throws a `TrainingError` where there is no result. */
export async function fitModel(
  loaded: Loaded,
  config: ResolvedConfig,
  context: FitContext,
): Promise<Fitted | undefined> {
  const { certificate } = loaded.model;
  if (config.solver === 'exact') return fitExactly(loaded, config, context);
  if (certificate === undefined) return fitGraph(loaded, config, context);
  const proof = proofFor(certificate, loaded, config);
  const engine = traced(loaded, context);
  const stopping = await descend(engine, { ...loaded, ...context, config, gap: proof.gap });
  return stopping && proof.judge(engine.state.parameters, stopping);
}

async function fitExactly(loaded: Loaded, config: ResolvedConfig, { elapsed }: FitContext): Promise<Fitted> {
  const { model } = loaded;
  if (model.exact === undefined) {
    const text = `solver: exact: ${model.title} has no closed-form solution; use sgd or svrg`;
    throw new ConfigError('CONFIG_NOT_EXACT', text);
  }
  const certifier = certifierOf(model.exact, loaded, config);
  const solved = await solveExactly(loaded, { config, exact: model.exact, certifier, elapsed });
  const { solution, weights, facts, certificate } = solved;
  const stopping = { reason: 'exact', epochs: 0, steps: 0 };
  const ended = { stopping, certificate, weights, solution };
  return { ...(await judge(loaded, config, certifier, ended)), weights, exact: facts };
}

function certifierOf(of: PenalizedSquares, loaded: Loaded, config: ResolvedConfig): Certifier {
  const { passes, columns, job } = loaded;
  const objective = objectiveOf(of, config);
  const { l2Reg } = objective;
  const { blocks } = passes;
  const affordable = isAffordable({ rows: job.rows, features: columns.features.length, l2Reg, blocks });
  return new Certifier(passes, objective, affordable);
}

type Judged = Pick<Fitted, 'stopping' | 'certificate' | 'assessment'>;

interface Proof {
  /** While training goes on. */
  readonly gap: NonNullable<StopRules['gap']>;
  /** Of the parameters at the end. */
  readonly judge: (parameters: Float64Array, stopping: ModelStopping) => Promise<Judged>;
}

/** How far parameters on standardized columns are from the optimum. */
function proofFor(of: PenalizedSquares, loaded: Loaded, config: ResolvedConfig): Proof {
  const { engine, standard, job } = loaded;
  const certifier = certifierOf(of, loaded, config);
  const tolerance = gapTolerance(config, job.rows);
  const weightsAt = (theta: Float64Array) => ownUnits(engine.program, of, standard, theta);
  return {
    gap(parameters) {
      const objective = async () => (await evaluate(engine, 'training', parameters)).objective;
      return certifier.gap(tolerance, objective, weightsAt(parameters));
    },
    async judge(parameters, stopping) {
      const weights = weightsAt(parameters);
      const certificate = await certifier.certificate(weights);
      return judge(loaded, config, certifier, { stopping, certificate, weights });
    },
  };
}

interface Ended {
  readonly stopping: ModelStopping;
  /** Of these weights. */
  readonly certificate: Certificate;
  readonly weights: StoredWeights;
  /** Of the exact solver, before it was rounded. */
  readonly solution?: ExactSolution;
}

/** Whether a linear model met its goal, and what else is said of it. */
async function judge(
  { passes, model, job, columns: { features: names } }: Loaded,
  config: ResolvedConfig,
  certifier: Certifier,
  { stopping, ...found }: Ended,
): Promise<Judged> {
  const { relativeGap, bound } = found.certificate;
  const tolerance = gapTolerance(config, job.rows);
  const withinTolerance = relativeGap <= tolerance || (await certifier.isRounding(bound));
  const goal = { tolerance, withinTolerance };
  const known = await certifier.known();
  const options = { ...found, names: model.statistics && names };
  const assessment = known && (await assess(passes, known, options));
  const withinRounding = assessment?.withinRounding === true;
  return {
    stopping: { ...stopping, ...goal },
    certificate: certificateFile(found.certificate, goal, withinRounding),
    assessment,
  };
}

/** Of a model of whose minimum nothing is known, the end is judged by the gradient. */
async function fitGraph(
  loaded: Loaded,
  config: ResolvedConfig,
  context: FitContext,
): Promise<Judged | undefined> {
  const { model } = loaded;
  const engine = traced(loaded, context);
  const initial = await gradientNorm(
    engine,
    initialParameters(engine.program, config.seed, meanOutcomeOf(loaded.moments)),
  );
  const ratioAt = async (parameters: Float64Array) =>
    gradientRatio(await gradientNorm(engine, parameters), initial);
  const gap = async (parameters: Float64Array) => ({ relative: await ratioAt(parameters), rounding: false });
  const ends = config.stop.gradient;
  const stopping = await descend(engine, {
    ...{ ...loaded, ...context, config },
    ...(ends !== undefined && { gap, tolerance: ends }),
  });
  if (stopping === undefined) return undefined;
  const norm = await gradientNorm(engine, engine.state.parameters);
  const tolerance = gradientTolerance(config);
  const reason = `the minimum of ${model.title} is not known; gradientNorm is 0 at a minimum`;
  return {
    stopping: {
      ...stopping,
      reason: stopping.reason === 'tolerance' ? 'gradient' : stopping.reason,
      tolerance,
      withinTolerance: gradientRatio(norm, initial) <= tolerance,
    },
    certificate: {
      ...{ certified: false, bound: null, relativeGap: null, reason },
      ...(Number.isFinite(norm) && { gradientNorm: norm }),
      ...(Number.isFinite(initial) && { initialGradientNorm: initial }),
    },
  };
}
