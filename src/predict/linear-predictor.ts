/** `chainrule/predict/linear`: `chainrule/predict` for linear models alone, without the code that runs graphs. */
import { DataError } from '../errors.js';
import { linearRows } from './linear-rows.js';
import { checkPredictable, type PredictableLinear } from './predictable.js';
import { type Row, rowByRow } from './row.js';

export { DataError } from '../errors.js';
export type { PredictableLinear } from './predictable.js';
export type { Row } from './row.js';

/** As `predictor` of `chainrule/predict`; throws a `DataError` for the model of a custom graph, too. */
export function predictor(model: PredictableLinear): (row: Row) => number {
  checkPredictable(model);
  if (model.parameters !== undefined)
    throw new DataError(
      'MODEL_NOT_LINEAR',
      'the model of a custom graph: use predictor of chainrule/predict',
    );
  return rowByRow(model.features, linearRows(model));
}
