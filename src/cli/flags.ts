/** Flags of all commands, and what several of them make of their text. */
import { UsageError } from '../errors.js';

const config = {
  type: 'string',
  requiresArg: true,
  describe: 'What to train and how: YAML or JSON',
} as const;

const set = {
  type: 'string',
  array: true,
  nargs: 1,
  default: [],
  describe: 'Sets a key of the config, e.g. sgd.epochs=10',
} as const;

const row = {
  type: 'string',
  requiresArg: true,
  describe: 'Which row of the data is the example, counted from 1',
} as const;

const model = {
  type: 'string',
  requiresArg: true,
  describe: 'A trained model, for its parameters; without one, the initial ones',
} as const;

export const trainOptions = {
  config,
  out: {
    type: 'string',
    requiresArg: true,
    default: 'model.json',
    describe: 'Where the model goes; - for standard output',
  },
  set,
  workers: {
    type: 'string',
    requiresArg: true,
    describe: 'Worker threads, or auto; never changes the result',
  },
  memory: {
    type: 'string',
    requiresArg: true,
    describe:
      'Memory for rows, such as 2GB, or auto; the rest goes to a temporary file; never changes the result',
  },
  seed: {
    type: 'string',
    requiresArg: true,
    describe: 'Seed of all random numbers, in place of the config’s',
  },
  'require-gap': {
    type: 'string',
    requiresArg: true,
    describe: 'Fail (70) unless J is certainly at most this share above its minimum, e.g. 1e-3',
  },
  'require-gap-abs': {
    type: 'string',
    requiresArg: true,
    describe: 'Fail (70) unless J is certainly at most this far above its minimum',
  },
  json: { type: 'boolean', default: false, describe: 'Events as JSON lines on standard output' },
  quiet: { type: 'boolean', default: false, describe: 'Say nothing but errors' },
} as const;

export const explainOptions = {
  config,
  row,
  model,
  node: {
    type: 'string',
    requiresArg: true,
    describe: 'Follows one partial along every path to J, e.g. "w[bmi]"',
  },
  verify: { type: 'boolean', default: false, describe: 'Puts a finite difference beside every partial' },
  json: { type: 'boolean', default: false, describe: 'All numbers as JSON' },
  set,
} as const;

export const graphOptions = {
  config,
  row,
  model,
  format: {
    type: 'string',
    requiresArg: true,
    describe: 'svg, dot, mermaid or json; svg unless the name of --out says another',
  },
  around: { type: 'string', requiresArg: true, describe: 'Only the part around this node' },
  distance: {
    type: 'string',
    requiresArg: true,
    describe: 'With --around: how many edges away from it; 2 by default',
  },
  out: {
    type: 'string',
    requiresArg: true,
    default: '-',
    describe: 'Where the picture goes; - for standard output',
  },
  set,
} as const;

export const checkOptions = {
  config,
  rows: { type: 'string', requiresArg: true, default: '20', describe: 'How many rows to check on' },
  set,
} as const;

export function configFlag(file: string | undefined): string {
  if (file !== undefined) return file;
  throw new UsageError('USAGE_CONFIG', '--config FILE is needed: it says what to train; see --help');
}

export function dataFlag(data: readonly string[] | undefined): readonly string[] {
  if (data !== undefined && data.length > 0) return data;
  throw new UsageError('USAGE_DATA', 'name at least one CSV file; see --help');
}

export const summaryOptions = {
  model: { ...model, describe: 'A model trained with solver: exact' },
  json: { type: 'boolean', default: false, describe: 'The same numbers as JSON' },
} as const;

/** A number above 0. */
export function positiveFlag(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const number = /^[\d.+eE-]+$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isFinite(number) && number > 0) return number;
  throw new UsageError('USAGE_NUMBER', `--${flag} ${text}: expected a number above 0`);
}

/** A whole number from `least` on. */
export function wholeFlag(flag: string, text: string, least: number): number {
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(number) && number >= least) return number;
  throw new UsageError('USAGE_NUMBER', `--${flag} ${text}: expected a whole number from ${least} on`);
}
