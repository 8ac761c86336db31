/** The library's API. */
export { type Config, checkConfig, type PublicConfig } from './config/check-config.js';
export { readConfig } from './config/read-config.js';
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
export {
  type CheckedRow,
  type CheckRowsOptions,
  checkOnRows,
  type RowsReport,
} from './explain/check-rows.js';
export { checkRowsText } from './explain/check-text.js';
export type { Example, FeatureValue } from './explain/example.js';
export { type ExplainOptions, type Explanation, explain } from './explain/explain.js';
export { parametersOf } from './explain/from-model.js';
export { type GivenParameter, type ParameterNames, setParameter } from './explain/given-parameters.js';
export { followPaths, type Path, type Paths } from './explain/paths.js';
export { around } from './explain/picture/around.js';
export { dot } from './explain/picture/dot.js';
export { mermaid } from './explain/picture/mermaid.js';
export { type Picture, type PictureOptions, picture } from './explain/picture/picture.js';
export { type PictureJson, pictureJson } from './explain/picture/picture-json.js';
export { svg } from './explain/picture/svg.js';
export { explanationText, pathsText } from './explain/text.js';
export type { Expression } from './expression/expression.js';
export * as expression from './expression/expression.js';
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
export { initialParameters, parameterPlaces } from './graph/init.js';
export { type Jacobian, jacobian } from './graph/jacobian.js';
export type { LeafValues } from './graph/leaves.js';
export type { MetricName } from './graph/metrics.js';
export type { Op } from './graph/op.js';
export { ops } from './graph/ops/index.js';
export { Pass, type PassOptions } from './graph/pass.js';
export { compile, type Program, type ProgramNode } from './graph/program.js';
export { type GraphModel, graphModel } from './graph-file/graph-model.js';
export type { GraphObject } from './graph-file/graph-object.js';
export type { GraphFile } from './graph-file/graph-template.js';
export { parseGraphFile } from './graph-file/parse-graph-file.js';
export { readGraphFile } from './graph-file/read-graph-file.js';
export { fingerprint } from './model-file/fingerprint.js';
export type { ModelFile } from './model-file/model-file.js';
export { predict, predictor } from './model-file/predict.js';
export { readModelFile } from './model-file/read-model.js';
export { stringifyModel, writeModelFile } from './model-file/write-model.js';
export { leastSquares, ridge } from './models/linear.js';
export type { ModelDefinition, Roles } from './models/model.js';
export { definitionFor as modelFor } from './pipeline/configured-model.js';
export type { StepTaken, TrainingEvent } from './pipeline/events.js';
export { type ExampleRow, type ReadRowsOptions, type Rows, readRows } from './pipeline/examples.js';
export { type TrainOptions, train } from './pipeline/train-model.js';
export { type Random, random } from './random.js';
