/**
 * Errors of a model on the rows that the workers hold: the one evaluation of training at its end and of `evaluateModel`.
 * They follow from the numbers of the model file, so both give the same bits.
 */
import type { RowsOf } from '../data/holdout.js';
import { type Moments, meanOutcomeOf } from '../data/moments.js';
import { blocksTogether, passesOverRows } from '../engines/passes-over-rows.js';
import type { Workers } from '../engines/workers.js';
import { defined } from '../errors.js';
import { type MetricName, ofProbability } from '../graph/metrics.js';
import type { Metrics } from '../model-file/model-file.js';
import type { ModelMetrics } from '../models/model.js';
import { linearNumbers, type PredictableModel } from '../predict/predictable.js';
import { at } from '../solve/arithmetic/double-double.js';
import { scaleBy } from '../solve/arithmetic/powers-of-two.js';
import { outcomeExponent } from '../solve/exact/model-residuals.js';
import { MergeTree } from '../solve/passes/block-pass.js';
import type { EvaluationMetrics } from '../train/evaluation.js';
import { addTo } from '../train/sums.js';
import { finite } from './figures.js';

export interface EvaluatedModel {
  readonly model: PredictableModel;
  /** λΣw² of a linear model on standardized columns. The J of a custom graph has its own. */
  readonly penalty: number;
  readonly metrics: ModelMetrics;
}

interface ModelErrors extends EvaluationMetrics {
  /** By itself, as squares may be beyond float64. */
  readonly rootMeanSquaredError: number;
}

export interface EvaluatedTable {
  readonly workers: Workers;
  readonly blockRows: number;
  /** Of the rows that are not held out, the outcome last. */
  readonly moments: Moments;
}

/** λΣw² of weights in original units. */
export function penaltyOf(
  l2Reg: number,
  features: readonly { readonly weight: number; readonly scale: number }[],
): number {
  return l2Reg * features.reduce((sum, { weight, scale }) => sum + (weight * scale) ** 2, 0);
}

/** Over the rows that are not held out, and over those that are, where there are any. */
export async function metricsOf(evaluated: EvaluatedModel, table: EvaluatedTable): Promise<Metrics> {
  const { workers, moments } = table;
  const validationRows = workers.rows - moments.rows;
  const training = trainingMetrics(
    await errorsOver(evaluated, table, 'training', moments.rows),
    evaluated,
    moments,
  );
  if (validationRows === 0) return { training };
  return { training, validation: await validationMetrics(evaluated, table, validationRows) };
}

async function validationMetrics(
  evaluated: EvaluatedModel,
  table: EvaluatedTable,
  rows: number,
): Promise<NonNullable<Metrics['validation']>> {
  const found = await errorsOver(evaluated, table, 'heldOut', rows);
  const { metrics } = evaluated;
  return {
    rows,
    ...(metrics.validation === 'objective' && { objective: finite(found.objective) }),
    ...errorFigures(found, metrics),
    ...(metrics.own.includes('r2') && { r2: r2Of(found, await varianceOfHeldOut(metrics, table, rows)) }),
  };
}

/** The mean of (y − ȳ)², or of y², of the rows held out. One pass, centred at the mean of the other rows, so that nothing cancels. */
async function varianceOfHeldOut(
  { baseline }: ModelMetrics,
  { workers, blockRows, moments }: EvaluatedTable,
  rows: number,
): Promise<number> {
  const isCentred = baseline === 'mean';
  const width = moments.mean.length;
  const input = new Float64Array(2 * width).fill(1, 0, width);
  if (isCentred) input[2 * width - 1] = meanOutcomeOf(moments);
  const partial = await passesOverRows(workers, { width, blockRows, of: 'heldOut' })('spread', input);
  const [sum] = at(partial, width - 1);
  const [squares] = at(partial, 2 * width - 1);
  return (isCentred ? squares - (sum / rows) * sum : squares) / rows;
}

async function errorsOver(
  { model, penalty, metrics }: EvaluatedModel,
  { workers, blockRows }: EvaluatedTable,
  of: RowsOf,
  count: number,
): Promise<ModelErrors> {
  const areProbabilities = ofProbability(metrics.own);
  const blocks = Math.ceil(workers.rows / blockRows);
  const together = blocksTogether(blockRows * (model.features.length + 1), mostTogether);
  const groups = Math.ceil(blocks / together);
  const tree = new MergeTree(groups, addTo);
  const one = async (group: number) => {
    const span = { from: group * together, to: Math.min((group + 1) * together, blocks) };
    tree.add(group, await workers.evaluate({ model, areProbabilities }, span, of));
  };
  await Promise.all(Array.from({ length: groups }, (_, group) => one(group)));
  const [objective, squares, absolute, logLoss, correct] = defined(tree.whole, `row of ${of}`);
  if (objective === undefined || squares === undefined || absolute === undefined) throw new Error('no sums');
  const exponent = model.parameters === undefined ? outcomeExponent(linearNumbers(model)) : 0;
  const meanSquaredError = scaleBy(squares / count, 2 * exponent);
  return {
    objective: model.parameters === undefined ? meanSquaredError + penalty : objective / count,
    meanSquaredError,
    rootMeanSquaredError: scaleBy(Math.sqrt(squares / count), exponent),
    meanAbsoluteError: scaleBy(absolute / count, exponent),
    ...(logLoss !== undefined && { logLoss: logLoss / count }),
    ...(correct !== undefined && { accuracy: correct / count }),
  };
}

/** The most blocks that are evaluated together. */
const mostTogether = 8;

function trainingMetrics(
  found: ModelErrors,
  { metrics }: EvaluatedModel,
  moments: Moments,
): Metrics['training'] {
  const { rows } = moments;
  const mean = meanOutcomeOf(moments);
  const centred = defined(moments.squares.at(-1), 'spread of the target') / rows;
  const total = metrics.baseline === 'mean' ? centred : centred + mean ** 2;
  return {
    rows,
    objective: lostToUnderflow(found) ? null : finite(found.objective),
    ...errorFigures(found, metrics),
    r2: ifOwn(metrics, 'r2', r2Of(found, total)),
  };
}

/** 1 − Σ(y − ŷ)² / Σ(y − ȳ)², or / Σy² where the model is compared with 0; undefined where that is 0 or beyond float64. */
function r2Of({ meanSquaredError }: ModelErrors, variance: number): number | null {
  return variance > 0 && Number.isFinite(variance) ? finite(1 - meanSquaredError / variance) : null;
}

/** Those that mean something for the model's predictions; null for others. */
function errorFigures(found: ModelErrors, metrics: ModelMetrics) {
  const { own, loss } = metrics;
  const squared = lostToUnderflow(found) ? null : finite(found.meanSquaredError);
  return {
    loss: loss === 'meanSquaredError' ? squared : null,
    rmse: ifOwn(metrics, 'rmse', finite(found.rootMeanSquaredError)),
    mae: ifOwn(metrics, 'mae', finite(found.meanAbsoluteError)),
    ...(own.includes('logLoss') && { logLoss: finite(found.logLoss ?? null) }),
    ...(own.includes('accuracy') && { accuracy: finite(found.accuracy ?? null) }),
  };
}

function ifOwn({ own }: ModelMetrics, metric: MetricName, value: number | null): number | null {
  return own.includes(metric) ? value : null;
}

/** Squares of errors below 1e-162 are 0 in float64. */
function lostToUnderflow({ meanSquaredError, meanAbsoluteError }: ModelErrors): boolean {
  return meanSquaredError === 0 && meanAbsoluteError > 0;
}
