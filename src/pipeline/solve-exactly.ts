/** `solver: exact`: the optimum itself, with its statistics where there is no penalty. */

import type { LinearConfig } from '../config/check-config.js';
import type { Standardization } from '../data/standardization.js';
import { defined } from '../errors.js';
import type { ExactFacts } from '../model-file/model-file.js';
import type { LinearRoles } from '../models/model.js';
import type { Runner } from '../solve/block-pass.js';
import type { Certificate } from '../solve/certificate.js';
import { solveExact } from '../solve/exact.js';
import type { PlainWeights } from '../solve/point.js';
import { type Statistics, statistics } from '../solve/statistics.js';
import type { Engine } from '../train/engine.js';
import type { Certifier } from './certify.js';
import { objectiveOf } from './model.js';
import { setFromOwnUnits } from './weights.js';

export interface ExactOptions {
  readonly config: LinearConfig;
  readonly linear: LinearRoles;
  /** Of the features. */
  readonly names: readonly string[];
  readonly certifier: Certifier;
  /** As the engine's rows are. */
  readonly standard: Standardization;
}

export interface Exact {
  readonly certificate: Certificate;
  /** In the columns' own units, rounded once. */
  readonly weights: PlainWeights;
  readonly facts: ExactFacts;
  readonly statistics: Statistics | undefined;
}

/** Puts the solution into the engine's state. Throws a `TrainingError` where it is not determined or not finite. */
export async function solveExactly(
  run: Runner,
  engine: Engine,
  { config, linear, names, certifier, standard }: ExactOptions,
): Promise<Exact> {
  const { onRankDeficient } = config;
  const solution = await solveExact(run, { ...objectiveOf(config), onRankDeficient, names });
  setFromOwnUnits(engine.state.theta, engine.program, linear, standard, solution.raw);
  const nameOf = (column: number) => defined(names[column], `column ${column}`);
  const { rank, dropped, refinements } = solution;
  const certificate = await certifier.ofSolution(solution);
  return {
    weights: solution.raw,
    certificate,
    facts: {
      rank,
      refinements,
      dropped: dropped.map(({ column, of }) => ({
        name: nameOf(column),
        dependsOn: of.map(nameOf),
      })),
    },
    statistics: config.l2Reg === 0 ? await statistics(run, solution, names) : undefined,
  };
}
