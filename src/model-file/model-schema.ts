/**
 * What a model file holds: the one definition of its keys, in the order in which they are written, and of its types
 * (`model-file.ts`). What no single key can say (that names, shapes and numbers fit each other) is in `consistency.ts`.
 */
import * as z from 'zod';
import {
  columnName,
  list,
  number,
  numberAbove0,
  numberFrom0,
  open,
  record,
  text,
  whole,
} from '../checks/expect.js';
import {
  certificate,
  exact,
  metrics,
  nearlyDependent,
  orNull,
  solver,
  statistics,
  stopping,
  within,
} from './fit-schema.js';
import { graph, parameter, roles } from './graph-schema.js';
import type { JsonObject } from './to-json.js';

export const format = 'chainrule.model';
/** Files of version 1 are read too: their linear models predict from the intercept. */
export const version = 2;

export const feature = open({
  name: columnName(),
  mean: number('a finite number').describe('Subtracted from the column; 0 if it is not centred.'),
  scale: numberAbove0('a finite number greater than 0').describe(
    'The column is divided by it; 1 if it is not scaled or constant.',
  ),
});

export const linearFeature = open({
  name: feature.shape.name,
  weight: number('a finite number').describe('In the original units.'),
  within,
  mean: feature.shape.mean,
  scale: feature.shape.scale,
});

const standardization = record(
  open({ mean: feature.shape.mean, scale: feature.shape.scale }),
  'a mapping of column names to mean and scale',
).describe('The same means and scales by column name, a convenience copy.');

export const inputFile = open({
  name: text('the name of a file').describe('Without its folder.'),
  bytes: whole(0),
  rows: whole(0),
  hash: text('a hash').describe('Over the hashes of the file’s ranges of 4 MiB.'),
});

const files = list(inputFile, 'a list of files').describe('The input files, in order.');

const facts = (): z.ZodType<JsonObject> => z.record(z.string(), z.json(), { error: 'a mapping' });

const head = {
  format: z.literal(format, { error: format }),
  model: text('the name of a model'),
  target: text('the name of the outcome column'),
};

// The names are those of the definitions in the JSON Schema.
const tail = {
  metrics: metrics.meta({ id: 'metrics' }),
  // Earlier releases wrote none.
  solver: solver.meta({ id: 'solver' }).exactOptional(),
  stopping: stopping.meta({ id: 'stopping' }),
  // The first models have none.
  certificate: certificate.meta({ id: 'certificate' }).exactOptional(),
  graph: graph.meta({ id: 'graph' }),
  roles: roles.meta({ id: 'roles' }),
  // A later release may have written keys that this one does not know.
  config: facts().describe('The checked config with all defaults and the solver that ran, without workers.'),
  files,
  fingerprint: z
    .string({ error: '64 hexadecimal digits' })
    .regex(/^[0-9a-f]{64}$/, { error: '64 hexadecimal digits' })
    .describe(
      'SHA-256 of atMeans, weights and means (version 1: intercept and weights; custom graph: its parameters) as little-endian float64, −0 as 0; two equal models have the same.',
    ),
  run: facts().describe('Times and facts about the host; two equal runs differ only here.'),
};

const linearHead = {
  model: head.model,
  l2Reg: numberFrom0('a number of at least 0').describe('λ, on standardized columns.'),
  target: head.target,
  intercept: number(orNull)
    .nullable()
    .describe('ŷ where all features are 0, in original units; null if the model has none.'),
  interceptWithin: within,
};

const linearTail = {
  features: list(linearFeature, 'a list of features').describe(
    'In input order; these are the authoritative values.',
  ),
  weights: record(number('a finite number'), 'a mapping of column names to weights').describe(
    'The same weights by column name, a convenience copy.',
  ),
  standardization,
  nearlyDependent: nearlyDependent.exactOptional(),
  exact: exact.meta({ id: 'exact' }).exactOptional(),
  statistics: statistics.meta({ id: 'statistics' }).exactOptional(),
  ...tail,
};

export const linearModelSchema = open({
  format: head.format,
  version: z.literal(2, { error: '1 or 2' }),
  ...linearHead,
  atMeans: number('a finite number').describe('ŷ where all features are at their means.'),
  ...linearTail,
}).describe(
  'ŷ = atMeans + Σ weight · (x − mean) over features, added in their order; x is in the original units.',
);

export const firstLinearModelSchema = open({
  format: head.format,
  version: z.literal(1, { error: '1 or 2' }),
  ...linearHead,
  ...linearTail,
}).describe(
  'Version 1: ŷ = Σ weight · x over features, added in their order, + intercept (0 if it is null).',
);

export const graphModelSchema = open({
  format: head.format,
  version: z.literal([1, 2], { error: '1 or 2' }),
  model: head.model,
  target: head.target,
  features: list(feature, 'a list of features').describe(
    'In input order; these are the authoritative values.',
  ),
  standardization,
  parameters: record(parameter, 'a mapping of parameter names to shape and values').describe(
    'The parameters of the graph by node name.',
  ),
  ...tail,
}).describe('ŷ is the prediction node of the graph with (x − mean) / scale at its input node.');
