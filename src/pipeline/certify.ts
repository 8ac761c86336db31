/**
 * How far a linear model is from the optimum, proved on the decoded rows: what is known of the columns and their factor
 * is computed once, at the first question, or taken over from the exact solver.
 */
import { TrainingError } from '../errors.js';
import { scaleBy } from '../solve/arithmetic/powers-of-two.js';
import {
  type Certificate,
  certify,
  nothingKnown,
  type ProvenFactor,
  proveFactor,
} from '../solve/certificate/certificate.js';
import { type DualFactor, factorizeDual } from '../solve/exact/dual-factor.js';
import { leastDualObjective } from '../solve/exact/dual-refine.js';
import type { ExactSolution } from '../solve/exact/exact.js';
import { type Estimate, leastObjective, startsPlain } from '../solve/exact/factor.js';
import type { Objective } from '../solve/exact/frame.js';
import type { GradientAt } from '../solve/exact/point.js';
import { type CentredWeights, centredPoint, scaledMean } from '../solve/exact/point.js';
import { type PreparedColumns, prepareColumns, type TableShape } from '../solve/exact/prepared-columns.js';
import { isWide } from '../solve/exact/work.js';
import type { Runner } from '../solve/passes/block-pass.js';
import type { Gap } from '../train/stopping.js';

/** What is known of the columns. */
export interface Known {
  readonly columns: PreparedColumns;
  /** Where the columns are few enough, or the exact solver had the factor at hand. */
  readonly proven: ProvenFactor | undefined;
  /** Where they are not, and there are fewer rows. */
  readonly dual: DualFactor | undefined;
  readonly least: Estimate | undefined;
}

export class Certifier {
  readonly #run: Runner;
  readonly #objective: Objective;
  /** Whether the columns are few enough for a factor. */
  readonly #affordable: boolean;
  #known: Promise<Known> | undefined;

  constructor(run: Runner, objective: Objective, affordable: boolean) {
    this.#run = run;
    this.#objective = objective;
    this.#affordable = affordable;
  }

  /** Of weights that are what the exact solver has found, rounded; its factor and gradient save the passes. */
  async ofSolution(
    { columns, factor, gradient }: ExactSolution,
    rounded: CentredWeights,
  ): Promise<Certificate> {
    const known =
      factor.kind === 'dual'
        ? { dual: factor, proven: undefined }
        : { dual: undefined, proven: await proveFactor(this.#run, columns, factor) };
    this.#known = Promise.resolve({ columns, ...known, least: undefined });
    return this.certificate(rounded, gradient);
  }

  /** Of weights in the columns' own units. What stands in the way of a bound is its reason. */
  async certificate(weights: CentredWeights, near?: GradientAt): Promise<Certificate> {
    if (this.#hopeless) return uncertified(nothingKnown);
    try {
      const { columns, proven, dual } = await this.#open();
      const given = { ...(proven && { proven }), ...(dual && { dual }), ...(near && { near }) };
      const point = centredPoint(columns, weights);
      const certificate = await certify(this.#run, columns, point, { exactCheckColumns: 0, ...given });
      return certificate.certified ? certificate : byObjective(certificate, columns);
    } catch (error) {
      if (error instanceof TrainingError) return uncertified(error.message);
      throw error;
    }
  }

  /**
   * How far weights are whose J `evaluate` computes. Where that is bound to be above `tolerance`, it is only estimated, and where
   * it can never be known, undefined: that takes no pass over the decoded rows.
   */
  async gap(
    tolerance: number,
    evaluate: () => Promise<number>,
    weights: CentredWeights,
  ): Promise<Gap | undefined> {
    if (this.#hopeless) return undefined;
    const known = await this.known();
    if (known === undefined || !canCertify(known)) return undefined;
    const { least, columns } = known;
    const rounding = roundingOf(columns);
    if (least !== undefined) {
      const above = (await evaluate()) - least.value - least.error - rounding;
      if (above > 2 * tolerance * least.value) {
        const estimate = least.value > 0 && { estimate: above / least.value };
        return { relative: Number.POSITIVE_INFINITY, rounding: false, ...estimate };
      }
    }
    const { relativeGap, bound } = await this.certificate(weights);
    return { relative: relativeGap, rounding: bound <= rounding };
  }

  /** Whether a bound of J − J* is so small that it is lost in rounding, as where J* is 0. */
  async isRounding(bound: number): Promise<boolean> {
    return Number.isFinite(bound) && bound <= roundingOf((await this.#open()).columns);
  }

  /** Undefined where the columns cannot be worked with, as where a penalty is beyond float64. */
  known(): Promise<Known | undefined> {
    return this.#open().catch(onlyTrainingErrors);
  }

  /** Whether nothing can be proved, whatever the rows are. */
  get #hopeless(): boolean {
    return this.#known === undefined && !this.#affordable && this.#objective.l2Reg === 0;
  }

  #open(): Promise<Known> {
    this.#known ??= this.#prepare();
    return this.#known;
  }

  async #prepare(): Promise<Known> {
    const { l2Reg } = this.#objective;
    const isDual = (shape: TableShape) => isWide({ ...shape, l2Reg, blocks: this.#run.blocks });
    const wantsGram = (shape: TableShape) =>
      this.#affordable && !isDual(shape) && startsPlain(shape.rows, shape.features);
    const columns = await prepareColumns(this.#run, this.#objective, wantsGram);
    if (!this.#affordable) return { columns, proven: undefined, dual: undefined, least: undefined };
    if (isDual(columns)) {
      const dual = await factorizeDual(this.#run, columns);
      return { columns, proven: undefined, dual, least: await leastDualObjective(this.#run, columns, dual) };
    }
    const proven = await proveFactor(this.#run, columns);
    return { columns, proven, dual: undefined, least: leastObjective(columns, proven.factor) };
  }
}

/** A J − J* this small is lost in the rounding of predictions of the outcome's size. */
function roundingOf(columns: PreparedColumns): number {
  const { features, rows, frame, squares } = columns;
  const y = scaledMean(columns, features)[0];
  return scaleBy((squares[features]![0] / rows + y * y) * 2 ** -90, 2 * frame.exponent[features]!);
}

/**
 * Whether J − J* is less than what rounding of predictions changes: of each prediction some units in the last place, or,
 * where the fit is perfect but for rounding, what `gap` takes for the limit of rounding.
 */
export function isLostInRounding(columns: PreparedColumns, { bound, objective }: Certificate): boolean {
  const limit = roundingOf(columns);
  const ofPredictions = limit * (columns.features + 3) ** 2 * 2 ** -16;
  return bound <= ofPredictions || Math.max(bound, objective) <= limit;
}

function canCertify({ columns, proven }: Known): boolean {
  return columns.objective.l2Reg > 0 || (proven !== undefined && proven.eigenvalue > 0);
}

function onlyTrainingErrors(error: unknown): undefined {
  if (!(error instanceof TrainingError)) throw error;
}

/** J* is at least 0: a J that is lost in rounding is as near as can be told, whatever is known of the columns. */
function byObjective(certificate: Certificate, columns: PreparedColumns): Certificate {
  const { objectiveBound } = certificate;
  if (!(objectiveBound <= roundingOf(columns))) return certificate;
  return { ...certificate, bound: objectiveBound, certified: true, reason: undefined };
}

function uncertified(reason: string): Certificate {
  const none = Number.POSITIVE_INFINITY;
  return {
    ...{ objective: Number.NaN, objectiveBound: none },
    ...{ bound: none, relativeGap: none, certified: false, reason },
  };
}
