/** `chainrule summary`: what a model file says of its fit, as a table. */
import { DataError, UsageError } from '../../errors.js';
import type { LinearModelFile } from '../../model-file/model-file.js';
import { readModelFile } from '../../model-file/read-model.js';
import { ridgeTable } from '../../model-file/ridge-table.js';
import { summaryTable } from '../../model-file/summary-table.js';
import { formatNumber } from '../../text/numbers.js';
import { visible } from '../../text/visible.js';
import { refuseRedirection } from '../output.js';

export interface SummaryFlags {
  /** Without `--model`: the file as an argument. */
  readonly file?: string | undefined;
  readonly model?: string | undefined;
  readonly json: boolean;
}

export async function summaryCommand({ model: flag, file: argument, json }: SummaryFlags): Promise<void> {
  const file = flag ?? argument;
  if (file === undefined) {
    const text = 'name a model file: a model of least squares or ridge; see --help';
    throw new UsageError('USAGE_MODEL', text);
  }
  if (flag !== undefined && argument !== undefined)
    throw new UsageError('USAGE_TWICE', `name one model file: ${visible(flag)} or ${visible(argument)}`);
  refuseRedirection([file]);
  const model = await readModelFile(file);
  if (model.parameters !== undefined) throw noStatistics(file, 'it is a custom graph');
  process.stdout.write(json ? `${JSON.stringify(figuresOf(model, file), null, 2)}\n` : tableOf(model, file));
}

function tableOf(model: LinearModelFile, file: string): string {
  const { statistics, l2Reg } = model;
  if (statistics !== undefined) return summaryTable(model, statistics, process.stdout.columns);
  if (l2Reg > 0) return ridgeTable(model, process.stdout.columns);
  throw noStatistics(file, notClose(model));
}

function figuresOf(model: LinearModelFile, file: string): object {
  const { statistics, l2Reg, intercept, interceptWithin, features, metrics } = model;
  if (statistics !== undefined) return statistics;
  if (l2Reg > 0) return { l2Reg, intercept, interceptWithin, features, metrics };
  throw noStatistics(file, notClose(model));
}

/** Why least squares has no statistics. */
function notClose({ certificate }: LinearModelFile): string {
  const distance = certificate?.relativeGap ?? null;
  const gap = distance === null ? '' : ` (relative gap ${formatNumber(distance, { digits: 3 })})`;
  return `its weights are not proved to be within a hundredth of their standard errors of the minimum${gap}; train with solver: exact, or with a smaller stop.tolerance`;
}

function noStatistics(file: string, why: string): DataError {
  return new DataError('MODEL_NO_STATISTICS', `${visible(file)}: this model has no statistics: ${why}`);
}
