/** The library's API. `npm run docs` writes docs/api.md from it. */
export { type Config, checkConfig, defineConfig, type PublicConfig } from './config/check-config.js';
export { readConfig } from './config/read-config.js';
export type { Data, DataColumns, DataRow, TableData } from './data/sources/table-data.js';
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
  TryAgainError,
  UsageError,
} from './errors.js';
export type { Expression } from './expression/expression.js';
export * as expression from './expression/primitives.js';
export type {
  ElementwiseDefinition,
  GraphDefinition,
  Init,
  NodeDefinition,
  Shape,
} from './graph/definition.js';
export { elementwise } from './graph/elementwise.js';
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
export { type Jacobian, jacobian } from './graph/jacobian.js';
export type { LeafValues } from './graph/leaves.js';
export type { MetricName } from './graph/metrics.js';
export type { Op } from './graph/op.js';
export { ops } from './graph/ops/index.js';
export { compile, type Program, type ProgramNode } from './graph/program.js';
export { defineGraph, type GraphObject } from './graph-file/graph-object.js';
export type { GraphFile } from './graph-file/graph-template.js';
export { parseGraphFile } from './graph-file/parse-graph-file.js';
export { readGraphFile } from './graph-file/read-graph-file.js';
export { fingerprint } from './model-file/fingerprint.js';
export type { GraphModelFile, LinearModelFile, ModelFile } from './model-file/model-file.js';
export { readModelFile } from './model-file/read-model.js';
export { stringifyModel, writeModelFile } from './model-file/write-model.js';
export { type EvaluateModelOptions, evaluateModel, type ModelEvaluation } from './pipeline/evaluate-model.js';
export type {
  Decoded,
  Decoding,
  EpochDone,
  Finished,
  Notice,
  Started,
  StepTaken,
  TrainingEvent,
  Warning,
} from './pipeline/events.js';
export { type FitOptions, fit, type TrainOptions, train } from './pipeline/train-model.js';
export type { PredictableGraph, PredictableLinear, PredictableModel } from './predict/predictable.js';
export { predict, predictor } from './predict/predictor.js';
export type { Row } from './predict/row.js';
