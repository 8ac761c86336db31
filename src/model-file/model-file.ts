/** The model file of the contract, as types: what the schema gives, with all members readonly. */
import type * as z from 'zod';
import type { Immutable } from '../checks/immutable.js';
import type * as fit from './fit-schema.js';
import type * as graph from './graph-schema.js';
import type * as model from './model-schema.js';

/** A feature x enters the graph as (x − mean) / scale. */
export type Feature = Immutable<z.output<typeof model.feature>>;

/** A feature of a linear model. */
export type LinearFeature = Immutable<z.output<typeof model.linearFeature>>;

/** Errors over the rows trained on and, with `stop.validation`, over those held out. */
export type Metrics = Immutable<z.output<typeof fit.metrics>>;

/** Which solver ran, and why. */
export type SolverFacts = Immutable<z.output<typeof fit.solver>>;

/** Why training ended, and after how many steps. */
export type ModelStopping = Immutable<z.output<typeof fit.stopping>>;

/** How far the parameters are from the optimum. */
export type ModelCertificate = Immutable<z.output<typeof fit.certificate>>;

/** What the exact solver found out. */
export type ExactFacts = Immutable<z.output<typeof fit.exact>>;

/** Columns whose weights depend on the last digits of the data. */
export type NearlyDependent = Immutable<z.output<typeof fit.nearlyDependent>>;

/** Of a least-squares fit: what R prints for `lm`. */
export type FitStatistics = Immutable<z.output<typeof fit.statistics>>;

/** Of one coefficient; null where it is not determined or not finite. */
export type CoefficientStatistics = FitStatistics['coefficients'][number];

/** An input file as it was read. */
export type InputFile = Immutable<z.output<typeof model.inputFile>>;

/** A parameter of a custom graph. */
export type Parameter = Immutable<z.output<typeof graph.parameter>>;

/** ŷ = atMeans + Σ weight · (x − mean), in the columns' own units. */
export interface CentredModelFile extends Immutable<z.output<typeof model.linearModelSchema>> {
  readonly parameters?: never;
}

/** Version 1: ŷ = Σ weight · x + intercept. */
export interface FirstModelFile extends Immutable<z.output<typeof model.firstLinearModelSchema>> {
  readonly parameters?: never;
  readonly atMeans?: never;
}

/** The file of a linear model, of any version. */
export type LinearModelFile = CentredModelFile | FirstModelFile;

/** A custom graph: ŷ is its prediction node at (x − mean) / scale. Its constants stand in the graph. */
export interface GraphModelFile extends Immutable<z.output<typeof model.graphModelSchema>> {
  readonly l2Reg?: never;
  readonly nearlyDependent?: never;
  readonly atMeans?: never;
  readonly exact?: never;
  readonly statistics?: never;
}

/** A trained model, as its file holds it. */
export type ModelFile = LinearModelFile | GraphModelFile;
