/** Parameters for rows that are loaded, and how far they are from the optimum: as much as the model's capabilities say. */
import type { Config } from '../config/check-config.js';
import { ConfigError } from '../errors.js';
import type { ExactFacts, ModelCertificate, ModelStopping } from '../model-file/model-file.js';
import type { PenalizedSquares } from '../models/model.js';
import type { Certificate } from '../solve/certificate/certificate.js';
import type { ExactSolution } from '../solve/exact/exact.js';
import type { PlainWeights } from '../solve/exact/point.js';
import { evaluate } from '../train/evaluation.js';
import { gradientNorm } from '../train/full-gradient.js';
import type { StopRules } from '../train/stopping.js';
import { type Assessment, assess } from './assess.js';
import { Certifier } from './certify.js';
import { objectiveOf } from './configured-model.js';
import { type DescendOptions, descend } from './descend.js';
import { certificateFile } from './figures.js';
import type { Loaded } from './load.js';
import { solveExactly } from './solve-exactly.js';
import { traced } from './traced.js';
import { ownUnits } from './weights.js';

/** Parameters on standardized columns are in the engine's state. */
export interface Fitted {
  readonly stopping: ModelStopping;
  readonly certificate: ModelCertificate;
  /** Of the exact solver, in original units; else those of the engine's parameters. */
  readonly weights?: PlainWeights;
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
  config: Config,
  context: FitContext,
): Promise<Fitted | undefined> {
  if (config.solver === 'exact') return fitExactly(loaded, config);
  const { model } = loaded;
  const proof = model.certificate && proofFor(model.certificate, loaded, config);
  const engine = traced(loaded, context);
  const stopping = await descend(engine, { ...loaded, ...context, config, gap: proof?.gap });
  if (stopping === undefined) return undefined;
  if (proof === undefined) return { stopping, certificate: await unproved(loaded) };
  return { stopping, ...(await proof.certify(engine.state.parameters)) };
}

async function fitExactly(loaded: Loaded, config: Config): Promise<Fitted> {
  const { model } = loaded;
  if (model.exact === undefined) {
    const text = `solver: exact: ${model.title} has no closed-form solution; use sgd or svrg`;
    throw new ConfigError('CONFIG_NOT_EXACT', text);
  }
  const certifier = certifierOf(model.exact, loaded, config);
  const solved = await solveExactly(loaded, { config, exact: model.exact, certifier });
  const { solution, facts, certificate } = solved;
  const stopping = { reason: 'exact', epochs: 0, steps: 0 };
  const certified = await assessed(loaded, certifier, { certificate, weights: solution.raw, solution });
  return { stopping, ...certified, weights: solution.raw, exact: facts };
}

type Certified = Pick<Fitted, 'certificate' | 'assessment'>;

interface Weighed {
  readonly certificate: Certificate;
  readonly weights: PlainWeights;
  readonly solution?: ExactSolution;
}

async function assessed(
  { passes, heldOutPasses, model, job, columns: { features: names } }: Loaded,
  certifier: Certifier,
  weighed: Weighed,
): Promise<Certified> {
  const known = await certifier.known();
  const heldOut = heldOutPasses && { run: heldOutPasses, rows: job.validationRows };
  const options = { ...weighed, heldOut, names: model.statistics && names };
  const assessment = known && (await assess(passes, known, options));
  const withinRounding = assessment?.withinRounding === true;
  return { certificate: certificateFile(weighed.certificate, withinRounding), assessment };
}

function certifierOf(of: PenalizedSquares, { passes, columns }: Loaded, config: Config): Certifier {
  return new Certifier(passes, objectiveOf(of, config), columns.features.length, config.exactCheckColumns);
}

interface Proof {
  /** While training goes on. */
  readonly gap: NonNullable<StopRules['gap']>;
  /** Of parameters at the end. */
  readonly certify: (parameters: Float64Array) => Promise<Certified>;
}

/** How far parameters on standardized columns are from the optimum. */
function proofFor(of: PenalizedSquares, loaded: Loaded, config: Config): Proof {
  const { engine, standard } = loaded;
  const certifier = certifierOf(of, loaded, config);
  const { tolerance = 0 } = config.stop;
  const weightsAt = (theta: Float64Array) => ownUnits(engine.program, of, standard, theta);
  return {
    gap(parameters) {
      const objective = async () => (await evaluate(engine, 'training', parameters)).objective;
      return certifier.gap(tolerance, objective, weightsAt(parameters));
    },
    async certify(parameters) {
      const weights = weightsAt(parameters);
      return assessed(loaded, certifier, { certificate: await certifier.certificate(weights), weights });
    },
  };
}

/** Of a model of whose minimum nothing is known. */
async function unproved({ engine, model }: Loaded): Promise<ModelCertificate> {
  const norm = await gradientNorm(engine);
  const reason = `the minimum of ${model.title} is not known; gradientNorm is 0 at a minimum`;
  const nothing = { certified: false, bound: null, relativeGap: null, reason };
  return Number.isFinite(norm) ? { ...nothing, gradientNorm: norm } : nothing;
}
