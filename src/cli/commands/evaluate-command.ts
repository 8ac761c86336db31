/** `chainrule evaluate`: the metrics of a model on some data, as training computes them. */
import type { Metrics } from '../../model-file/model-file.js';
import { readModelFile } from '../../model-file/read-model.js';
import { evaluateModel, type ModelEvaluation } from '../../pipeline/evaluate-model.js';
import { alignColumns } from '../../text/align.js';
import { formatCount, formatNumber } from '../../text/numbers.js';
import { dataFlag, memoryFlag, modelFlag, workersFlag } from '../flags.js';
import { refuseRedirection } from '../output.js';

export interface EvaluateFlags {
  readonly data?: readonly string[] | undefined;
  readonly model?: string | undefined;
  readonly allRows: boolean;
  readonly json: boolean;
  readonly workers?: string | undefined;
  readonly memory?: string | undefined;
}

export async function evaluateCommand({ allRows, json, ...flags }: EvaluateFlags): Promise<void> {
  const path = modelFlag(flags.model);
  const data = dataFlag(flags.data);
  const workers = workersFlag(flags.workers) ?? 'auto';
  const memory = memoryFlag(flags.memory) ?? 'auto';
  refuseRedirection([path, ...data]);
  const model = await readModelFile(path);
  const evaluation = await evaluateModel({ model, data, allRows, workers, memory, mayBlock: true });
  const { metrics, heldOut, isTrainingData } = evaluation;
  if (heldOut !== undefined && !isTrainingData)
    process.stderr.write(
      `notice: this is not the data of the training, but ${heldOut} of its rows are held out as there; to evaluate all rows, give --all-rows\n`,
    );
  const { training, validation } = metrics;
  process.stdout.write(
    json
      ? `${JSON.stringify({ ...training, ...(validation && { validation }) })}\n`
      : table(evaluation, model.target),
  );
}

function table({ metrics: { training, validation }, heldOut }: ModelEvaluation, target: string): string {
  const sets = validation === undefined ? [training] : [training, validation];
  const row = (name: string, figure: (set: (typeof sets)[number]) => number | null | undefined) => {
    const values = sets.map(figure);
    const texts = values.map((value) => (value === null || value === undefined ? '—' : formatNumber(value)));
    return [`  ${name}`, ...texts];
  };
  const j = (set: Metrics['training'] | NonNullable<Metrics['validation']>) =>
    'objective' in set ? set.objective : undefined;
  const r2 = (set: Metrics['training'] | NonNullable<Metrics['validation']>) =>
    'r2' in set ? set.r2 : undefined;
  const rows = [
    ...(validation === undefined ? [] : [['', 'not held out', 'held out']]),
    ['  rows', ...sets.map((set) => formatCount(set.rows))],
    row('J', j),
    row('RMSE', ({ rmse }) => rmse),
    row('MAE', ({ mae }) => mae),
    row('R²', r2),
    ...(training.logLoss === undefined ? [] : [row('log loss', ({ logLoss }) => logLoss)]),
    ...(training.accuracy === undefined ? [] : [row('accuracy', ({ accuracy }) => accuracy)]),
  ];
  const lines = alignColumns(rows, { right: new Set([1, 2]) });
  const which = heldOut === undefined ? 'all rows' : `${heldOut} of the rows held out`;
  return [`predictions of ${target}, ${which}`, ...lines, ''].join('\n');
}
