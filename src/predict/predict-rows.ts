/** Predicts many rows at a time, wherever they lie: the one code of the command, of training and of `predictor`. */
import type { PassOptions } from '../graph/pass.js';
import { graphRows } from './graph-rows.js';
import { linearRows } from './linear-rows.js';
import { checkPredictable, type PredictableModel, type PredictRows } from './predictable.js';

/** Throws a `DataError` for what is not a model file, and a `GraphError` for a graph that is wrong. */
export function rowsPredictor(
  model: PredictableModel,
  options: Pick<PassOptions, 'allocate' | 'kernels' | 'rows'> = {},
): PredictRows {
  checkPredictable(model);
  return model.parameters === undefined ? linearRows(model) : graphRows(model, options);
}
