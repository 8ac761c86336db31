/** The library's face. */
export { type Config, checkConfig, type PublicConfig } from './config/check.js';
export { readConfig } from './config/load.js';
export {
  CannotWriteError,
  ChainruleError,
  ConfigError,
  DataError,
  GraphError,
  InputOutputError,
  MissingInputError,
  PermissionError,
  TrainingError,
  UsageError,
} from './errors.js';
export type { GraphDefinition, Init, NodeDefinition, Shape } from './graph/definition.js';
export {
  type CopyEvaluation,
  type Evaluation,
  evaluate,
  type NodeEvaluation,
} from './graph/evaluate.js';
export {
  assertGradient,
  checkGradient,
  checkGradientAtRandom,
  type GradientReport,
} from './graph/gradient-check.js';
export { initialParameters, parameterPlaces } from './graph/init.js';
export type { LeafValues } from './graph/leaves.js';
export { defineOp, type Op } from './graph/op.js';
export { ops } from './graph/ops/index.js';
export { Pass, type PassOptions } from './graph/pass.js';
export { compile, type Program, type ProgramNode } from './graph/program.js';
export { fingerprint } from './model-file/fingerprint.js';
export type { ModelFile } from './model-file/model-file.js';
export { predict, predictor } from './model-file/predict.js';
export { readModelFile } from './model-file/read.js';
export { stringifyModel, writeModelFile } from './model-file/write.js';
export { leastSquares, ridge } from './models/linear.js';
export type { ModelDefinition, Roles } from './models/model.js';
export type { TrainingEvent } from './pipeline/events.js';
export { type TrainOptions, train } from './pipeline/train.js';
export { type Random, random } from './random.js';
