/** `solver: exact`: the optimum itself. */
import type { ResolvedConfig } from '../config/resolve-config.js';
import { defined, TrainingError } from '../errors.js';
import type { ExactFacts } from '../model-file/model-file.js';
import type { PenalizedSquares } from '../models/model.js';
import type { Certificate } from '../solve/certificate/certificate.js';
import { type ExactSolution, solveExact } from '../solve/exact/exact.js';
import { predictionAt, type StoredWeights } from '../solve/exact/point.js';
import { type Runner, runnerWith } from '../solve/passes/block-pass.js';
import type { Certifier } from './certify.js';
import { objectiveOf } from './configured-model.js';
import { expiry } from './descent.js';
import type { Loaded } from './load.js';
import { setFromOwnUnits } from './weights.js';

export interface ExactOptions {
  readonly config: ResolvedConfig;
  /** Of the model. */
  readonly exact: PenalizedSquares;
  readonly certifier: Certifier;
  /** Milliseconds since the run began. */
  readonly elapsed: () => number;
}

export interface Exact {
  readonly certificate: Certificate;
  readonly solution: ExactSolution;
  /** Each number rounded once. */
  readonly weights: StoredWeights;
  readonly facts: ExactFacts;
}

/** Puts the solution into the engine's state. Throws a `TrainingError` where it is not determined or not finite. */
export async function solveExactly(
  { passes, engine, columns: { features: names }, standard }: Loaded,
  { config, exact, certifier, elapsed }: ExactOptions,
): Promise<Exact> {
  const { onRankDeficient } = config;
  const solution = await solveExact(withinTime(passes, config, elapsed), {
    ...objectiveOf(exact, config),
    onRankDeficient,
    names,
  });
  const atMeans = predictionAt(solution.columns, solution.point, standard.mean);
  const weights = { ...solution.raw, means: standard.mean, atMeans };
  setFromOwnUnits(engine.state.theta, engine.program, exact, standard, weights);
  const nameOf = (column: number) => defined(names[column], `column ${column}`);
  const { rank, dropped, refinements } = solution;
  const certificate = await certifier.ofSolution(solution, weights);
  return {
    solution,
    weights,
    certificate,
    facts: {
      rank,
      refinements,
      dropped: dropped.map(({ column, of }) => ({
        name: nameOf(column),
        dependsOn: of.map(nameOf),
      })),
    },
  };
}

/** The same passes until the time is up: there is no solution to end with before the last one. The proof is not cut short. */
function withinTime(passes: Runner, config: ResolvedConfig, elapsed: () => number): Runner {
  const expired = expiry(config, elapsed);
  if (expired === undefined) return passes;
  const untilThen = (pass: string, input: Float64Array) => {
    if (!expired()) return passes(pass, input);
    const text = `stop.timeLimit ${config.stop.timeLimit} ended the run before the exact solution was found; raise it, or use solver: sgd, which ends with the parameters it has`;
    throw new TrainingError('TRAINING_TIME_LIMIT', text);
  };
  return runnerWith(untilThen, passes);
}
