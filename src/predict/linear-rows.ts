/** Predictions of linear models, sums in the order of the features: the contract of the model file. */
import { linearNumbers, type PredictableLinear, type PredictRows } from './predictable.js';

/** Throws a `DataError` where a number is missing. */
export function linearRows(model: PredictableLinear): PredictRows {
  const { weights, means, atMeans } = linearNumbers(model);
  return model.version === 1 ? fromZero(weights, atMeans) : fromMeans(weights, means, atMeans);
}

/** Version 1. */
function fromZero(weights: Float64Array, intercept: number): PredictRows {
  return ({ values, width, rows }, predictions) => {
    for (let row = 0, at = 0; row < rows; row++, at += width) {
      let sum = 0;
      for (let j = 0; j < weights.length; j++) sum += weights[j]! * values[at + j]!;
      predictions[row] = sum + intercept;
    }
  };
}

function fromMeans(weights: Float64Array, means: Float64Array, atMeans: number): PredictRows {
  return ({ values, width, rows }, predictions) => {
    for (let row = 0, at = 0; row < rows; row++, at += width) {
      let sum = atMeans;
      for (let j = 0; j < weights.length; j++) sum += weights[j]! * (values[at + j]! - means[j]!);
      predictions[row] = sum;
    }
  };
}
