/** Predictions from a model file alone. */
import { DataError } from '../errors.js';
import { Pass } from '../graph/pass.js';
import { compile } from '../graph/program.js';
import { quoted } from '../text/visible.js';
import type { GraphModelFile, LinearModelFile, ModelFile } from './model-file.js';

/** One example: values by column name (other columns are ignored), or in the order of `features`. */
export type Row = Readonly<Record<string, number>> | readonly number[] | Float64Array;

/** ŷ of one row in the columns' own units; `predictor` is faster for many. */
export function predict(model: ModelFile, row: Row): number {
  return predictor(model)(row);
}

/**
 * Predicts one row after another. Linear models: ŷ = atMeans + Σ weight · (x − mean), added in the order of `features`;
 * those of version 1 Σ weight · x, then + intercept. Graphs of one's own: the prediction node with (x − mean) / scale at
 * the input. A row without a finite number for each feature is a `DataError`.
 */
export function predictor(model: ModelFile): (row: Row) => number {
  const predictValues = model.parameters === undefined ? linear(model) : throughGraph(model);
  return (row) => predictValues(valuesOf(model, row));
}

function linear(model: LinearModelFile): (x: readonly number[]) => number {
  const weights = model.features.map(({ weight }) => weight);
  if (model.version === 1) {
    const { intercept } = model;
    return (x) => x.reduce((sum, value, j) => sum + value * weights[j]!, 0) + (intercept ?? 0);
  }
  const { atMeans } = model;
  const means = model.features.map(({ mean }) => mean);
  return (x) => x.reduce((sum, value, j) => sum + weights[j]! * (value - means[j]!), atMeans);
}

function throughGraph({
  graph,
  roles,
  features,
  parameters,
}: GraphModelFile): (x: readonly number[]) => number {
  const program = compile(graph);
  const pass = new Pass(program, { rows: 1, partials: 'all' });
  for (const [name, { values }] of Object.entries(parameters)) pass.value(program.position(name)).set(values);
  const input = pass.value(program.position(roles.input));
  const prediction = pass.value(program.position(roles.prediction));
  return (x) => {
    for (const [j, { mean, scale }] of features.entries()) input[j] = (x[j]! - mean) / scale;
    pass.forward(1);
    return prediction[0]!;
  };
}

function valuesOf({ features }: ModelFile, row: Row): readonly number[] {
  if (isList(row) && row.length !== features.length) {
    const text = `expected a row of ${features.length} numbers, one for each feature; got ${row.length}`;
    throw new DataError('ROW_LENGTH', text);
  }
  return features.map(({ name }, j) => {
    const value = isList(row) ? row[j] : Object.hasOwn(row, name) ? row[name] : undefined;
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    throw new DataError(
      'ROW_NOT_A_NUMBER',
      `expected a finite number for the feature ${quoted(name)}, got ${value}`,
    );
  });
}

function isList(row: Row): row is readonly number[] | Float64Array {
  return Array.isArray(row) || row instanceof Float64Array;
}
