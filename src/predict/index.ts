/** `chainrule/predict`: predictions from a model file, without dependencies; for browsers and workers too. */
export { DataError } from '../errors.js';
export type { PredictableGraph, PredictableLinear, PredictableModel } from './predictable.js';
export { predict, predictor } from './predictor.js';
export type { Row } from './row.js';
