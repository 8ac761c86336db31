/**
 * The keys of a config: what each may hold, its default and its description. This is the one place where a key is
 * defined; types, checks, messages, `--set` and the JSON Schema follow from it. What no single key can say
 * (contradictions between keys, defaults that depend on others) is in `check-config.ts`.
 */
import * as z from 'zod';
import { columnName, flag, list, mapping, numberFrom0, oneOf, text, whole } from '../checks/expect.js';
import { kinds } from '../models/kinds.js';
import { defaultRows } from './row-sizes.js';
import { bytesOfSize, sizeExpected } from './size.js';
import { exactCheckColumns, onRankDeficient, sgd, solver, stop } from './solver-keys.js';

const columns = list(columnName(), 'a list of column names');

const included = columns.min(1, { error: 'at least one column name' });

const choice = mapping({
  include: included.optional().describe('Columns to learn from; no other column is used.'),
  exclude: columns.optional().describe('Columns to exclude; every other column is used.'),
})
  .refine(({ include, exclude }) => include === undefined || exclude === undefined, {
    error: 'give include or exclude, not both',
  })
  .meta({ not: { required: ['include', 'exclude'] } });

const features = z
  .union([included, choice], {
    error: 'a list of column names, or {include: […]} or {exclude: […]}',
  })
  .describe(
    'Which columns to learn from: a list of them, or {include: […]} or {exclude: […]}; by default every column but the target.',
  );

const workers = 'auto or a whole number of at least 1';

const [first, ...others] = kinds;
const names = [first.name, ...others.map(({ name }) => name)] as const;

/** The default of λ for each. */
const penalties = kinds.map(({ name, l2Reg }) =>
  l2Reg === null ? `always 0 for ${name}` : `${l2Reg} by default for ${name}`,
);

const model = z
  .union(
    [
      oneOf(names),
      mapping({
        graph: text('the path of a graph file').describe(
          'A file with a custom graph; the path is relative to the config file.',
        ),
      }),
    ],
    { error: `${names.join(', ')} or {graph: FILE}` },
  )
  .describe('What to fit. ridge: least squares plus λwᵀw; {graph: FILE}: a custom graph.');

export const configSchema = mapping(
  {
    model,
    target: text('the name of the outcome column').describe('The outcome column, y.'),
    features: features.optional(),
    standardize: flag()
      .default(true)
      .describe(
        'Whether to train on standardized columns. If false, those of a linear model with an intercept are only centred. Weights are reported in the original units.',
      ),
    intercept: flag()
      .default(true)
      .describe('Whether the model has an intercept b. A custom graph declares its own parameters.'),
    l2Reg: numberFrom0()
      .optional()
      .describe(`λ of the penalty λwᵀw; ${penalties.join(', ')}, a custom graph has its own.`),
    solver,
    sgd,
    stop,
    onRankDeficient,
    exactCheckColumns,
    blockRows: whole(1)
      .optional()
      .meta({
        default: defaultRows.blockRows,
        description:
          'Rows per block, the unit in which rows are stored and permuted: shardRows times a power of two. Where only ' +
          'shardRows is given, the most that fits below the default.',
      }),
    shardRows: whole(1)
      .optional()
      .meta({
        default: defaultRows.shardRows,
        description:
          'Rows of a minibatch that one worker processes at a time. Where only blockRows is given, the most that ' +
          'fits below the default.',
      }),
    seed: whole(0, 'a whole number from 0 to 9007199254740991')
      .default(1)
      .describe('Seed of all random numbers.'),
    memory: z
      .string({ error: sizeExpected })
      .refine((text) => text === 'auto' || bytesOfSize(text) !== undefined, { error: sizeExpected })
      .default('auto')
      .describe(
        'Memory for rows, such as 2GB; other rows go to a temporary file. auto uses half of what is ' +
          'available. Never changes the result.',
      ),
    workers: z
      .union([z.literal('auto'), whole(1, workers)], { error: workers })
      .default('auto')
      .describe('Worker threads; auto uses the cores of the machine. Never changes the result.'),
  },
  'a mapping of config keys to values',
).meta({
  title: 'chainrule config',
  description: 'What to train and how: the file given to train --config.',
});
