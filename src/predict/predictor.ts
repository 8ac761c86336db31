/** Predictions of single rows from a model file alone. */
import { rowsPredictor } from './predict-rows.js';
import type { PredictableModel } from './predictable.js';
import { type Row, rowByRow } from './row.js';

/** ŷ of one row in the columns' own units; `predictor` is faster for many. */
export function predict(model: PredictableModel, row: Row): number {
  return predictor(model)(row);
}

/**
 * Predicts one row after another, with the bits of `chainrule predict`. Linear models: ŷ = atMeans + Σ weight · (x − mean),
 * added in the order of `features`; those of version 1 Σ weight · x, then + intercept. Custom graphs: the prediction node
 * with (x − mean) / scale at the input. Throws a `DataError` for what is not a model file; so does the function returned
 * for a row without a finite number for each feature.
 */
export function predictor(model: PredictableModel): (row: Row) => number {
  return rowByRow(model.features, rowsPredictor(model, { rows: 1 }));
}
