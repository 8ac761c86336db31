/** The parameters that `explain`, `graph` and `check` look at: the initial ones, a model file's, and those of `--at`. */
import { basename } from 'node:path';
import type { Config } from '../config/check-config.js';
import { DataError, GraphError, UsageError } from '../errors.js';
import { parametersOf } from '../explain/from-model.js';
import { setParameter } from '../explain/given-parameters.js';
import { initialParameters, parameterPlaces } from '../graph/init.js';
import { compile, type Program } from '../graph/program.js';
import type { ModelFile } from '../model-file/model-file.js';
import { readModelFile } from '../model-file/read-model.js';
import type { Model } from '../models/model.js';
import { modelFor } from '../pipeline/configured-model.js';
import type { Column, Rows } from '../pipeline/examples.js';
import { visible } from '../text/visible.js';
import { type AtParameter, isFile, readAt } from './at-flag.js';

export interface PointFlags {
  readonly model?: string | undefined;
  readonly at?: readonly string[];
}

/** What the flags say, with files read. */
export interface PointChoice {
  readonly model: { readonly path: string; readonly file: ModelFile } | undefined;
  readonly parameters: readonly AtParameter[];
}

export interface ShownPoint {
  readonly model: Model;
  readonly program: Program;
  readonly theta: Float64Array;
  /** With the means and scales that belong to the parameters. */
  readonly columns: readonly Column[];
  /** Whether any of the parameters are not the initial ones. */
  readonly given: boolean;
  /** E.g. `at the parameters of model.json`. */
  readonly where: string;
}

/** The files that these flags name. */
export function pointFiles({ model, at = [] }: PointFlags): string[] {
  return [...(model === undefined ? [] : [model]), ...at.filter(isFile)];
}

/** Throws a `UsageError`, or a `DataError` or other error of a file. */
export async function readPoint({ model, at = [] }: PointFlags): Promise<PointChoice> {
  const { parameters, models } = await readAt(at);
  const [path, second] = model === undefined ? models : [model, ...models];
  if (path !== undefined && second !== undefined) {
    const text = `--at ${visible(second)}: this is a model file, and the parameters come from ${visible(path)} already; name only one`;
    throw new UsageError('USAGE_AT', text);
  }
  return { model: path === undefined ? undefined : { path, file: await readModelFile(path) }, parameters };
}

/** Throws a `DataError` for a model file that does not fit, and for names or numbers that do not fit the graph. */
export function pointOf(
  { model: chosen, parameters }: PointChoice,
  config: Config,
  { columns, target, meanOutcome }: Pick<Rows, 'columns' | 'target' | 'meanOutcome'>,
): ShownPoint {
  const ownColumns = chosen === undefined ? columns : columnsOf(chosen.file, columns, target, chosen.path);
  const model = modelFor(config, columns.length, 'inspect');
  const program = compile(model.graph);
  const theta =
    chosen === undefined
      ? initialParameters(program, config.seed, meanOutcome)
      : parametersOf(chosen.file, model);
  const features = columns.map(({ name }) => name);
  for (const parameter of parameters) {
    try {
      setParameter(theta, parameter, { program, input: model.roles.input, features });
    } catch (error) {
      if (!(error instanceof GraphError)) throw error;
      const text = `${parameter.where}: ${visible(error.message)}`;
      throw parameter.inFile ? new DataError(error.code, text) : new UsageError(error.code, text);
    }
  }
  return {
    ...{ model, program, theta },
    columns: ownColumns,
    given: chosen !== undefined || parameters.length > 0,
    where: whereOf(chosen?.path, parameters, model, config),
  };
}

function whereOf(
  path: string | undefined,
  parameters: readonly AtParameter[],
  model: Model,
  config: Config,
): string {
  const names = [...new Set(parameters.map(({ name }) => name))];
  const all = parameterPlaces(compile(model.graph)).every(({ name }) => names.includes(name));
  if (all) return 'at the given parameters';
  const base = path === undefined ? start(model, config) : `at the parameters of ${basename(path)}`;
  return names.length === 0 ? base : `${base}, except for ${names.join(', ')}`;
}

function start({ initial }: Model, { seed, target }: Config): string {
  if (initial === 'seeded') return `at the initial parameters of seed ${seed}`;
  if (initial === 'zero') return 'at the initial parameters, all 0';
  return `at the initial parameters: w = 0, b = mean of ${visible(target)}`;
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
