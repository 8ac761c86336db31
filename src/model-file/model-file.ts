/** The model file of the contract, as types. */
import type { GraphDefinition, Shape } from '../graph/definition.js';
import type { Roles } from '../models/model.js';
import type { format, version } from './model-schema.js';

/** What JSON can hold. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/** A feature x enters the graph as (x − mean) / scale. */
export interface Feature {
  readonly name: string;
  /** 0 where the column is not centred. */
  readonly mean: number;
  /** Above 0; 1 where the column is not scaled and for a constant column. */
  readonly scale: number;
}

export interface LinearFeature extends Feature {
  /** In the column's own units. */
  readonly weight: number;
}

export interface TrainingMetrics {
  readonly rows: number;
  /** null where undefined or beyond float64, here and below. */
  readonly objective: number | null;
  readonly loss: number | null;
  readonly rmse: number | null;
  readonly mae: number | null;
  readonly r2: number | null;
}

/** Errors over the rows held out by `stop.validation`. */
export interface ValidationMetrics {
  readonly rows: number;
  readonly loss: number | null;
  readonly rmse: number | null;
  readonly mae: number | null;
}

export interface Stopping {
  readonly reason: string;
  readonly epochs: number;
  readonly steps: number;
  /** η of the first step, after any halving. */
  readonly stepSize?: number;
}

/** How far the parameters are from the optimum. */
export interface Certificate {
  /** Whether a bound was proved. */
  readonly certified: boolean;
  /** J − J* is at most this; null where nothing was proved. */
  readonly bound: number | null;
  /** (J − J*)/J* is at most this; null where it is not bounded, as where J* may be 0. */
  readonly relativeGap: number | null;
  /** Why nothing was proved. */
  readonly reason?: string;
  /** ‖∇J‖ by the parameters, for a graph of one's own. */
  readonly gradientNorm?: number;
}

/** What the exact solver found out. */
export interface ExactFacts {
  /** Columns that the others do not determine. */
  readonly rank: number;
  /** Columns that others determine; their weight is 0. */
  readonly dropped: readonly { readonly name: string; readonly dependsOn: readonly string[] }[];
  readonly refinements: number;
}

/** Of one coefficient; null where it is not determined, or has no error to be told. */
export interface CoefficientStatistics {
  /** null for the intercept. */
  readonly name: string | null;
  readonly estimate: number | null;
  readonly standardError: number | null;
  readonly t: number | null;
  readonly p: number | null;
  readonly confidence95: readonly [number, number] | null;
}

/** Of an exact least-squares fit: what R prints for `lm`. */
export interface FitStatistics {
  /** The intercept first, where there is one. */
  readonly coefficients: readonly CoefficientStatistics[];
  readonly rows: number;
  readonly rank: number;
  readonly degreesOfFreedom: number;
  readonly residualStandardError: number | null;
  /** Minimum, quartiles and maximum. */
  readonly residualQuantiles: readonly number[];
  readonly r2: number | null;
  readonly adjustedR2: number | null;
  readonly f: {
    readonly value: number;
    readonly numerator: number;
    readonly denominator: number;
    readonly p: number;
  } | null;
  /** Of the standardized columns; null where it is not finite. */
  readonly conditionNumber: number | null;
}

export interface InputFile {
  /** Without its folder: where a file lay does not change the result. */
  readonly name: string;
  readonly bytes: number;
  readonly rows: number;
  /** Over the hashes of ranges of 4 MiB. */
  readonly hash: string;
}

export interface Parameter {
  readonly shape: Shape;
  /** Row by row. */
  readonly values: readonly number[];
}

export interface Metrics {
  readonly training: TrainingMetrics;
  readonly validation?: ValidationMetrics;
}

interface Base {
  readonly format: typeof format;
  readonly version: typeof version;
  readonly model: string;
  readonly target: string;
  /** A convenience copy of `features`. */
  readonly standardization: Readonly<Record<string, { readonly mean: number; readonly scale: number }>>;
  readonly metrics: Metrics;
  readonly stopping: Stopping;
  /** Of models since it is written. */
  readonly certificate?: Certificate;
  readonly graph: GraphDefinition;
  readonly roles: Roles;
  /** The checked config without `workers`, which is a fact of the run; a later release may have written keys that this one does not know. */
  readonly config: JsonObject;
  readonly files: readonly InputFile[];
  readonly fingerprint: string;
  /** Times and host facts: two equal trainings differ only here. */
  readonly run: JsonObject;
}

/** ŷ = intercept + Σ weight · x, in the columns' own units. */
export interface LinearModelFile extends Base {
  /** λ, on standardized columns. */
  readonly l2Reg: number;
  /** null where the model has none. */
  readonly intercept: number | null;
  /** In input order; authoritative. */
  readonly features: readonly LinearFeature[];
  /** A convenience copy of `features`. */
  readonly weights: Readonly<Record<string, number>>;
  /** Of `solver: exact`. */
  readonly exact?: ExactFacts;
  /** Of `solver: exact` without a penalty. */
  readonly statistics?: FitStatistics;
  readonly parameters?: never;
}

/** A graph of one's own: ŷ is its prediction node at (x − mean) / scale. */
export interface GraphModelFile extends Base {
  /** Its constants stand in the graph. */
  readonly l2Reg?: never;
  /** In input order; authoritative. */
  readonly features: readonly Feature[];
  /** By the names of the graph's parameter nodes. */
  readonly parameters: Readonly<Record<string, Parameter>>;
  readonly exact?: never;
  readonly statistics?: never;
}

export type ModelFile = LinearModelFile | GraphModelFile;
