/** The example that `explain` and `graph` show: a row of the data, at the initial parameters or at a model file's. */
import { basename } from 'node:path';
import type { Config } from '../config/check-config.js';
import { DataError, defined } from '../errors.js';
import type { Example } from '../explain/example.js';
import { parametersOf } from '../explain/from-model.js';
import { initialParameters } from '../graph/init.js';
import { compile } from '../graph/program.js';
import type { ModelFile } from '../model-file/model-file.js';
import { readModelFile } from '../model-file/read-model.js';
import type { Model } from '../models/model.js';
import { modelFor } from '../pipeline/configured-model.js';
import { type Column, readRows, standardized } from '../pipeline/examples.js';
import { shownStepSize } from './shown-step-size.js';

export interface ExampleChoice {
  readonly config: Config;
  readonly data: readonly string[];
  /** Counts from 1. */
  readonly row: number;
  /** A model file. */
  readonly model: string | undefined;
}

export interface Shown extends Example {
  /** E.g. `row 7 of diabetes.csv, at the parameters of model.json`. */
  readonly where: string;
  /** η of the step on this example. */
  readonly stepSize: number;
}

/** Throws a `DataError` for a row that is not there or a model file that does not fit. */
export async function exampleOf({ config, data, row, model: path }: ExampleChoice): Promise<Shown> {
  const file = path === undefined ? undefined : await readModelFile(path);
  const { columns, target, rows } = await readRows({
    config,
    data,
    pick: (count) => {
      if (row <= count) return [row];
      const has = count === 1 ? 'is 1 row' : `are ${count} rows`;
      throw new DataError(
        'DATA_NO_SUCH_ROW',
        `--row ${row}: out of range; there ${has} in ${data.join(', ')}`,
      );
    },
  });
  const example = defined(rows[0], 'row that was read');
  const definition = modelFor(config, columns.length);
  const scaling =
    file === undefined || path === undefined ? columns : columnsOf(file, columns, config.target, path);
  const x = standardized(example, scaling);
  const theta =
    file === undefined
      ? initialParameters(compile(definition.graph), config.seed)
      : parametersOf(file, definition);
  const at = path === undefined ? start(definition, config) : `at the parameters of ${basename(path)}`;
  const shown = {
    model: definition,
    theta,
    features: scaling.map(({ name }, j) => ({
      name,
      raw: defined(example.x[j], `value of ${name}`),
      standardized: defined(x[j], `value of ${name}`),
    })),
    outcome: { name: target, value: example.y },
  };
  const where = `row ${row} of ${data.map((each) => basename(each)).join(', ')}, ${at}`;
  return { ...shown, where, stepSize: shownStepSize(config, shown, file) };
}

function start({ initial }: Model, { seed }: Config): string {
  return initial === 'zero'
    ? 'at the initial parameters, all 0'
    : `at the initial parameters of seed ${seed}`;
}

/** Means and scales that a model was trained with; its columns must be those at hand. */
function columnsOf(
  file: ModelFile,
  columns: readonly Column[],
  target: string,
  path: string,
): readonly Column[] {
  const names = (list: readonly Column[]) => list.map(({ name }) => name);
  const same = JSON.stringify(names(file.features)) === JSON.stringify(names(columns));
  if (same && file.target === target) return file.features;
  const list = (all: readonly string[]) =>
    all.length > 20 ? `${all.slice(0, 20).join(', ')} and ${all.length - 20} more` : all.join(', ');
  throw new DataError(
    'MODEL_OTHER_COLUMNS',
    `${path}: this model predicts ${file.target} from ${list(names(file.features))}, but the config and data have ${target} and ${list(names(columns))}`,
  );
}
