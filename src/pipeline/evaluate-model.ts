/** How well a model predicts the rows of some data: the metrics of training, from the model file and the data alone. */
import type { Config } from '../config/check-config.js';
import type { Holdout } from '../data/holdout.js';
import { inspectFiles } from '../data/sources/open-source.js';
import type { FileRecord } from '../data/sources/source.js';
import { type Data, inputsOf } from '../data/sources/table-data.js';
import { startWorkers, workerCount } from '../engines/start-workers.js';
import { DataError } from '../errors.js';
import type { Metrics, ModelFile } from '../model-file/model-file.js';
import { ingest } from './ingest.js';
import { planMemory } from './memory-plan.js';
import { type EvaluatedModel, metricsOf, penaltyOf } from './model-metrics.js';
import { modelOfFile } from './model-of-file.js';

/** What to evaluate, on which data. */
export interface EvaluateModelOptions {
  readonly model: ModelFile;
  /** CSV files with the same header, or a table, with the columns of the model and its target. */
  readonly data: Data;
  /** Whether rows that training would have held out of this data count as all others. */
  readonly allRows?: boolean;
  /** As in a config; they never change the result. */
  readonly workers?: Config['workers'];
  readonly memory?: string;
  /** Bytes that a worker reads at a time, by default 4 MiB; changes nothing. */
  readonly rangeBytes?: number;
  /** As in `TrainOptions`. */
  readonly mayBlock?: boolean;
}

/** How well a model predicts some data. */
export interface ModelEvaluation {
  /** As in the model file; to the last digit where the data are those of the training. */
  readonly metrics: Metrics;
  /** The fraction of rows that was held out, as in training; undefined where all rows were evaluated. */
  readonly heldOut: number | undefined;
  /** Whether the data are the inputs that the model was trained on, by their hashes. */
  readonly isTrainingData: boolean;
}

/** Rejects with a `DataError` for data that lack a column, or hold something else than numbers. */
export async function evaluateModel({
  model,
  data,
  allRows = false,
  workers: asked = 'auto',
  memory = 'auto',
  rangeBytes,
  mayBlock = false,
}: EvaluateModelOptions): Promise<ModelEvaluation> {
  const inputs = inputsOf(data);
  const blockRows = wholeIn(model, 'blockRows');
  const leftOut = allRows ? undefined : holdoutOf(model);
  const bytes = (await inspectFiles(inputs)).reduce((sum, size) => sum + size, 0);
  const count = workerCount(asked, bytes, 1);
  const workers = await startWorkers(count, asked, mayBlock, planMemory({ memory, solver: 'sgd' }, bytes));
  try {
    const { target } = model;
    const reading = { inputs, target, features: { model }, blockRows, rangeBytes, leftOut };
    const { moments, files } = await ingest(workers, { ...reading, credits: count + 2 }, () => undefined);
    const metrics = await metricsOf(evaluatedModel(model), { workers, blockRows, moments });
    return { metrics, heldOut: leftOut?.fraction, isTrainingData: sameFiles(files, model.files) };
  } finally {
    await workers.close();
  }
}

function evaluatedModel(file: ModelFile): EvaluatedModel {
  const { metrics } = modelOfFile(file);
  const penalty = file.parameters === undefined ? penaltyOf(file.l2Reg, file.features) : 0;
  return { model: file, penalty, metrics };
}

/** Undefined where training held nothing out. */
function holdoutOf(model: ModelFile): Holdout | undefined {
  const { stop } = model.config;
  const fraction =
    typeof stop === 'object' && stop !== null && 'validation' in stop ? stop.validation : undefined;
  if (fraction === undefined) return undefined;
  if (typeof fraction !== 'number' || !(fraction > 0 && fraction < 1))
    throw invalid('config.stop.validation', 'a fraction between 0 and 1');
  // Rows were chosen one by one then.
  if (model.version === 1) {
    const text =
      'version 1 of the model file does not tell which rows were held out; to evaluate all rows, give --all-rows';
    throw new DataError('MODEL_HOLDOUT', text);
  }
  return { seed: wholeIn(model, 'seed'), fraction };
}

function wholeIn({ config }: ModelFile, key: 'seed' | 'blockRows'): number {
  const value = config[key];
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= (key === 'seed' ? 0 : 1))
    return value;
  throw invalid(`config.${key}`, 'a whole number');
}

function invalid(key: string, expected: string): DataError {
  return new DataError('MODEL_INVALID', `the model file: ${key}: expected ${expected}`);
}

function sameFiles(read: readonly FileRecord[], trained: ModelFile['files']): boolean {
  return read.length === trained.length && read.every(({ hash }, i) => hash === trained[i]?.hash);
}
