/**
 * How far a linear model is from the optimum, proved on the decoded rows: what is known of the columns and their factor
 * is computed once, at the first question, or taken over from the exact solver.
 */
import { TrainingError } from '../errors.js';
import type { Runner } from '../solve/block-pass.js';
import { type Certificate, certify, type ProvenFactor, proveFactor } from '../solve/certificate.js';
import { type Columns, prepareColumns } from '../solve/columns.js';
import type { ExactSolution } from '../solve/exact.js';
import { leastObjective, startsPlain } from '../solve/factor.js';
import type { Objective } from '../solve/frame.js';
import type { GradientAt } from '../solve/nearby.js';
import { type PlainWeights, rawPoint } from '../solve/point.js';

interface Known {
  readonly columns: Columns;
  /** Where the columns are few enough, or the exact solver has it at hand. */
  readonly proven: ProvenFactor | undefined;
  /** J*, about. */
  readonly least: number | undefined;
}

export class Certifier {
  readonly #run: Runner;
  readonly #objective: Objective;
  readonly #exactCheckColumns: number;
  #known: Promise<Known> | undefined;

  constructor(run: Runner, objective: Objective, exactCheckColumns: number) {
    this.#run = run;
    this.#objective = objective;
    this.#exactCheckColumns = exactCheckColumns;
  }

  /** Of what the exact solver has found, in the columns' own units; its factor and gradient save the passes. */
  async ofSolution({ columns, factor, gradient, raw }: ExactSolution): Promise<Certificate> {
    const few = columns.features <= this.#exactCheckColumns;
    const proven = few ? await proveFactor(this.#run, columns, factor) : undefined;
    this.#known = Promise.resolve({ columns, proven, least: undefined });
    return this.certificate(raw, gradient);
  }

  /** Of weights in the columns' own units. What stands in the way of a bound is its reason. */
  async certificate({ weights, intercept }: PlainWeights, near?: GradientAt): Promise<Certificate> {
    try {
      const { columns, proven } = await this.#open();
      const given = { ...(proven && { proven }), ...(near && { near }) };
      const point = rawPoint(columns, weights, intercept);
      return await certify(this.#run, columns, point, { exactCheckColumns: 0, ...given });
    } catch (error) {
      if (error instanceof TrainingError) return uncertified(error.message);
      throw error;
    }
  }

  /**
   * An upper bound of the relative gap of weights whose J is `objective`, about. Where it is bound to be above
   * `tolerance`, or can never be told, undefined: that takes no pass over the rows.
   */
  async gap(tolerance: number, objective: number, weights: PlainWeights): Promise<number | undefined> {
    const known = await this.#open().catch(onlyTrainingErrors);
    if (known === undefined || !canCertify(known)) return undefined;
    const { least } = known;
    if (least !== undefined && objective - least > 2 * tolerance * least) return undefined;
    return (await this.certificate(weights)).relativeGap;
  }

  #open(): Promise<Known> {
    this.#known ??= this.#prepare();
    return this.#known;
  }

  async #prepare(): Promise<Known> {
    const few = (features: number) => features <= this.#exactCheckColumns;
    const wantsGram = (rows: number, features: number) => few(features) && startsPlain(rows, features);
    const columns = await prepareColumns(this.#run, this.#objective, wantsGram);
    if (!few(columns.features)) return { columns, proven: undefined, least: undefined };
    const proven = await proveFactor(this.#run, columns);
    return { columns, proven, least: leastObjective(columns, proven.factor) };
  }
}

function canCertify({ columns, proven }: Known): boolean {
  return columns.objective.l2Reg > 0 || (proven !== undefined && proven.eigenvalue > 0);
}

function onlyTrainingErrors(error: unknown): undefined {
  if (!(error instanceof TrainingError)) throw error;
}

function uncertified(reason: string): Certificate {
  const none = Number.POSITIVE_INFINITY;
  return { objective: Number.NaN, bound: none, relativeGap: none, certified: false, reason };
}
