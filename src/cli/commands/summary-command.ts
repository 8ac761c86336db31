/** `chainrule summary`: the statistics in a model file as a table. */
import { DataError, UsageError } from '../../errors.js';
import { readModelFile } from '../../model-file/read-model.js';
import { summaryTable } from '../../model-file/summary-table.js';

export interface SummaryFlags {
  readonly model?: string | undefined;
  readonly json: boolean;
}

export async function summaryCommand({ model: file, json }: SummaryFlags): Promise<void> {
  if (file === undefined) {
    throw new UsageError(
      'USAGE_MODEL',
      '--model FILE is required: a model trained with solver: exact; see --help',
    );
  }
  const model = await readModelFile(file);
  const { statistics } = model;
  if (statistics === undefined) {
    const why = 'they are computed only by an exact least-squares fit';
    const text = `${file}: this model has no statistics: ${why} (model: least-squares with solver: exact)`;
    throw new DataError('MODEL_NO_STATISTICS', text);
  }
  process.stdout.write(
    json ? `${JSON.stringify(statistics, null, 2)}\n` : summaryTable(model.target, statistics),
  );
}
