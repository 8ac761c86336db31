/** Flags of all commands, and what several of them make of their text. */
import { bytesOfSize, sizeExpected } from '../config/size.js';
import { UsageError } from '../errors.js';
import { shortened, visible } from '../text/visible.js';

const config = {
  alias: 'c',
  type: 'string',
  requiresArg: true,
  describe: 'Config file: what to train and how, YAML or JSON',
} as const;

const set = {
  type: 'string',
  array: true,
  nargs: 1,
  default: [],
  describe: 'Override a config key, e.g. sgd.epochs=10',
} as const;

const row = {
  type: 'string',
  requiresArg: true,
  describe: 'Row of the data to use as the example, counted from 1',
} as const;

const model = {
  type: 'string',
  requiresArg: true,
  describe: 'Model file to take the parameters from; initial parameters by default',
} as const;

const at = {
  type: 'string',
  array: true,
  nargs: 1,
  default: [],
  describe: 'Set a parameter, e.g. w=1,2 or "w[bmi]=3", or those of a JSON or YAML file',
} as const;

const workers = {
  type: 'string',
  requiresArg: true,
  describe: 'Number of worker threads, or auto; never changes the result',
} as const;

const memory = {
  type: 'string',
  requiresArg: true,
  describe: 'Memory for rows, e.g. 2GB, or auto; other rows go to a temporary file; never changes the result',
} as const;

export const trainOptions = {
  config,
  out: {
    alias: 'o',
    type: 'string',
    requiresArg: true,
    default: 'model.json',
    describe: 'Where to write the model; - for standard output',
  },
  'out-fallback': {
    type: 'string',
    requiresArg: true,
    describe: 'Folder for the model if writing --out fails after training',
  },
  set,
  workers,
  memory,
  seed: {
    type: 'string',
    requiresArg: true,
    describe: 'Random seed; overrides the config',
  },
  'require-gap': {
    type: 'string',
    requiresArg: true,
    describe: 'Exit with status 70 unless J is proved to be within this fraction of its minimum, e.g. 1e-3',
  },
  'require-gap-abs': {
    type: 'string',
    requiresArg: true,
    describe: 'Exit with status 70 unless J is proved to be at most this much above its minimum',
  },
  trace: {
    type: 'string',
    requiresArg: true,
    describe:
      'Print the first N steps: the rows drawn, their values and partials, each parameter before and after',
  },
  json: { type: 'boolean', default: false, describe: 'Print events as JSON lines on standard output' },
  quiet: { alias: 'q', type: 'boolean', default: false, describe: 'Print warnings and errors only' },
} as const;

export const explainOptions = {
  config,
  row,
  model,
  at,
  node: {
    type: 'string',
    requiresArg: true,
    describe: 'Trace one partial along every path to J, e.g. "w[bmi]"',
  },
  verify: { type: 'boolean', default: false, describe: 'Compare every partial with a finite difference' },
  all: {
    type: 'boolean',
    default: false,
    describe: 'Print all elements of vectors, and up to 100,000 paths',
  },
  json: { type: 'boolean', default: false, describe: 'Print all numbers as JSON' },
  set,
} as const;

export const graphOptions = {
  config,
  row,
  model,
  at,
  format: {
    type: 'string',
    requiresArg: true,
    describe: 'svg, dot, mermaid or json; by default from the extension of --out, else svg',
  },
  around: { type: 'string', requiresArg: true, describe: 'Draw only the nodes around this one' },
  distance: {
    type: 'string',
    requiresArg: true,
    describe: 'With --around: maximum distance in edges; 2 by default',
  },
  out: {
    alias: 'o',
    type: 'string',
    requiresArg: true,
    default: '-',
    describe: 'Where to write the picture; - for standard output',
  },
  set,
} as const;

export const checkOptions = {
  config,
  model,
  at,
  rows: { type: 'string', requiresArg: true, default: '20', describe: 'Number of rows to check' },
  set,
} as const;

export const jacobianOptions = {
  config,
  row,
  model,
  at,
  of: {
    type: 'string',
    requiresArg: true,
    describe: 'Node whose partials are taken: a line for each element',
  },
  by: {
    type: 'string',
    requiresArg: true,
    describe: 'Node by which they are taken: a column for each element',
  },
  all: { type: 'boolean', default: false, describe: 'Print all rows and columns' },
  json: { type: 'boolean', default: false, describe: 'Print the same numbers as JSON' },
  set,
} as const;

/** Throws a `UsageError` where there is none, or where a data file stands in its place. */
export function configFlag(file: string | undefined, data: readonly string[] = []): string {
  if (file === undefined)
    throw new UsageError('USAGE_CONFIG', '--config FILE is required: it says what to train; see --help');
  const swapped = isConfigName(file) ? undefined : data.find(isConfigName);
  if (swapped === undefined) return file;
  const [config, table] = [visible(swapped), visible(file)];
  const text = `--config ${table}: this looks like the data, and ${config} like the config; write --config ${config} ${table}`;
  throw new UsageError('USAGE_SWAPPED', text);
}

function isConfigName(file: string): boolean {
  return /\.(?:ya?ml|json)$/i.test(file);
}

export function dataFlag(data: readonly string[] | undefined): readonly string[] {
  if (data !== undefined && data.length > 0) return data;
  throw new UsageError('USAGE_DATA', 'name at least one CSV file; see --help');
}

export const summaryOptions = {
  model: { ...model, describe: 'Model file of least squares or ridge' },
  json: { type: 'boolean', default: false, describe: 'Print the same numbers as JSON' },
} as const;

export const predictOptions = {
  model: { ...model, describe: 'Model file to predict with' },
  out: {
    alias: 'o',
    type: 'string',
    requiresArg: true,
    default: '-',
    describe: 'Where to write the predictions as CSV; - for standard output',
  },
  keep: {
    type: 'string',
    array: true,
    nargs: 1,
    default: [],
    describe: 'Column to copy before the prediction, such as an id; may be repeated',
  },
  workers,
} as const;

export const evaluateOptions = {
  model: { ...model, describe: 'Model file to evaluate' },
  'all-rows': {
    type: 'boolean',
    default: false,
    describe: 'Evaluate all rows, also those that training would have held out of this data',
  },
  json: { type: 'boolean', default: false, describe: 'Print one line of JSON' },
  workers,
  memory,
} as const;

export function modelFlag(file: string | undefined): string {
  if (file !== undefined) return file;
  throw new UsageError('USAGE_MODEL', '--model FILE is required: the model that train wrote; see --help');
}

export function workersFlag(text: string | undefined): number | 'auto' | undefined {
  if (text === undefined || text === 'auto') return text;
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new UsageError(
    'USAGE_WORKERS',
    `--workers ${shortened(text)}: expected auto or a whole number from 1 to 9999`,
  );
}

export function memoryFlag(text: string | undefined): string | undefined {
  if (text === undefined || text === 'auto' || bytesOfSize(text) !== undefined) return text;
  throw new UsageError('USAGE_MEMORY', `--memory ${shortened(text)}: expected ${sizeExpected}`);
}

/** A number above 0. */
export function positiveFlag(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const number = /^[\d.+eE-]+$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isFinite(number) && number > 0) return number;
  throw new UsageError('USAGE_NUMBER', `--${flag} ${shortened(text)}: expected a number greater than 0`);
}

/** A whole number from `least` on. */
export function wholeFlag(flag: string, text: string, least: number): number {
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(number) && number >= least) return number;
  throw new UsageError(
    'USAGE_NUMBER',
    `--${flag} ${shortened(text)}: expected a whole number of at least ${least}`,
  );
}
