/** The part of a model file that predictions need, by its structure: a file parsed as JSON is enough. */
import { DataError } from '../errors.js';
import type { GraphDefinition } from '../graph/definition.js';

/** What every model file begins with. */
interface Head {
  readonly format: string;
  readonly version: number;
}

/** A feature of a linear model. */
export interface PredictableFeature {
  readonly name: string;
  readonly weight: number;
  readonly mean: number;
  /** How far the column spreads; predictions do without. */
  readonly scale?: number;
}

/** ŷ = atMeans + Σ weight · (x − mean); version 1: ŷ = Σ weight · x + intercept. */
export interface PredictableLinear extends Head {
  readonly features: readonly PredictableFeature[];
  /** Version 1; null or absent is 0. */
  readonly intercept?: number | null;
  /** From version 2 on. */
  readonly atMeans?: number;
  readonly parameters?: undefined;
}

/** ŷ is the prediction node of the graph, with (x − mean) / scale at its input node. */
export interface PredictableGraph extends Head {
  readonly features: readonly { readonly name: string; readonly mean: number; readonly scale: number }[];
  readonly graph: GraphDefinition;
  readonly roles: { readonly input: string; readonly outcome: string; readonly prediction: string };
  readonly parameters: Readonly<Record<string, { readonly values: readonly number[] }>>;
}

/** A model file as far as predictions need it. */
export type PredictableModel = PredictableLinear | PredictableGraph;

/** Rows that follow each other, `width` numbers each: the features in the order of the model, then perhaps the outcome. */
export interface RowsToPredict {
  readonly values: Float64Array;
  readonly width: number;
  readonly rows: number;
}

/** Writes ŷ of each row. With `objectives` also J of each row, of a custom graph; the rows have the outcome then. */
export type PredictRows = (rows: RowsToPredict, predictions: Float64Array, objectives?: Float64Array) => void;

/** The numbers of ŷ = atMeans + Σ weight · (x − mean); with version 1 the means are 0. Throws a `DataError` where one is missing. */
export function linearNumbers({ version, features, intercept, atMeans }: PredictableLinear) {
  const weights = Float64Array.from(features, ({ weight }) => weight);
  const scales = Float64Array.from(features, ({ scale = 1 }) => scale);
  if (version === 1)
    return { weights, scales, means: new Float64Array(weights.length), atMeans: intercept ?? 0 };
  if (atMeans === undefined)
    throw new DataError('MODEL_INVALID', 'atMeans: expected a finite number, as in every linear model');
  return { weights, scales, means: Float64Array.from(features, ({ mean }) => mean), atMeans };
}

/** The latest version of the model file whose predictions are known. */
const latest = 2;

/**
 * Throws a `DataError` for what is not a model file, or one of a later version. No more is checked: a model file that was
 * changed by hand is refused by `readModelFile`.
 */
export function checkPredictable({ format, version, features }: PredictableModel): void {
  if (format !== 'chainrule.model' || !Array.isArray(features))
    throw new DataError('MODEL_FOREIGN', 'expected a model file of chainrule ("format": "chainrule.model")');
  if (version === 1 || version === latest) return;
  const text = `this is version ${version} of the model file; this chainrule predicts with versions up to ${latest}. Install a later one`;
  throw new DataError('MODEL_NEWER', text);
}
