/** `solver: exact`: the optimum itself. */
import type { Config } from '../config/check-config.js';
import { defined } from '../errors.js';
import type { ExactFacts } from '../model-file/model-file.js';
import type { PenalizedSquares } from '../models/model.js';
import type { Certificate } from '../solve/certificate/certificate.js';
import { type ExactSolution, solveExact } from '../solve/exact/exact.js';
import type { Certifier } from './certify.js';
import { objectiveOf } from './configured-model.js';
import type { Loaded } from './load.js';
import { setFromOwnUnits } from './weights.js';

export interface ExactOptions {
  readonly config: Config;
  /** Of the model. */
  readonly exact: PenalizedSquares;
  readonly certifier: Certifier;
}

export interface Exact {
  readonly certificate: Certificate;
  readonly solution: ExactSolution;
  readonly facts: ExactFacts;
}

/** Puts the solution into the engine's state. Throws a `TrainingError` where it is not determined or not finite. */
export async function solveExactly(
  { passes, engine, columns: { features: names }, standard }: Loaded,
  { config, exact, certifier }: ExactOptions,
): Promise<Exact> {
  const { onRankDeficient } = config;
  const solution = await solveExact(passes, { ...objectiveOf(exact, config), onRankDeficient, names });
  setFromOwnUnits(engine.state.theta, engine.program, exact, standard, solution.raw);
  const nameOf = (column: number) => defined(names[column], `column ${column}`);
  const { rank, dropped, refinements } = solution;
  const certificate = await certifier.ofSolution(solution);
  return {
    solution,
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
