/**
 * What a model file holds: the one definition of its keys, in the order in which they are written. What no single key
 * can say (that names, shapes and numbers fit each other) is in `consistency.ts`.
 */
import * as z from 'zod';
import {
  columnName,
  flag,
  list,
  number,
  numberAbove0,
  numberFrom0,
  open,
  record,
  text,
  whole,
} from '../checks/expect.js';
import { customOps } from '../graph-file/custom-op-schema.js';

export const format = 'chainrule.model';
export const version = 1;

const orNull = 'a finite number or null';

const feature = open({
  name: columnName(),
  mean: number('a finite number').describe('Subtracted from the column; 0 where it is not centred.'),
  scale: numberAbove0('a finite number above 0').describe(
    'The column is divided by it; 1 where it is not scaled and for a constant column.',
  ),
});

const linearFeature = open({
  name: feature.shape.name,
  weight: number('a finite number').describe('In the column’s own units.'),
  mean: feature.shape.mean,
  scale: feature.shape.scale,
});

const standardization = record(
  open({ mean: feature.shape.mean, scale: feature.shape.scale }),
  'a mapping of column names to mean and scale',
).describe('The same means and scales by column name, a convenience copy.');

const metrics = open({
  training: open({
    rows: whole(1),
    objective: number(orNull).nullable().describe('J = mean loss + regularization; null beyond float64.'),
    loss: number(orNull).nullable().describe('The mean of (y − ŷ)².'),
    rmse: number(orNull).nullable(),
    mae: number(orNull).nullable(),
    r2: number(orNull).nullable().describe('null where undefined, as with a constant outcome.'),
  }),
  validation: open({
    rows: whole(1),
    loss: number(orNull).nullable(),
    rmse: number(orNull).nullable(),
    mae: number(orNull).nullable(),
  })
    .describe('Over the rows held out by stop.validation.')
    .exactOptional(),
});

const stopping = open({
  reason: text('why training stopped').describe(
    'tolerance, rounding, patience, epochs, steps, timeLimit or exact.',
  ),
  epochs: whole(0).describe('Epochs that were completed.'),
  steps: whole(0).describe(
    'Steps in all, also those taken back; stop.steps with this number repeats the run.',
  ),
  stepSize: numberAbove0().exactOptional().describe('η of the first step, after any halving.'),
});

const certificate = open({
  certified: flag().describe('Whether a bound was proved.'),
  bound: numberFrom0(orNull).nullable().describe('J is at most this far above its minimum.'),
  relativeGap: numberFrom0(orNull)
    .nullable()
    .describe('The same as a share of the minimum; null where unbounded.'),
  reason: text('why nothing was proved').exactOptional(),
  gradientNorm: numberFrom0().exactOptional().describe('‖∇J‖ by the parameters, for a graph of one’s own.'),
}).describe('How far the parameters are from the optimum.');

const exact = open({
  rank: whole(0).describe('Columns that the others do not determine.'),
  refinements: whole(0),
  dropped: list(
    open({ name: columnName(), dependsOn: list(columnName(), 'a list of column names') }),
    'a list of columns',
  ).describe('Columns that others determine; their weight is 0.'),
}).describe('What the exact solver found out.');

const figure = () => number(orNull).nullable();

const statistics = open({
  coefficients: list(
    open({
      name: columnName().nullable().describe('null for the intercept.'),
      estimate: figure(),
      standardError: figure(),
      t: figure(),
      p: figure(),
      confidence95: z
        .tuple([number('a finite number'), number('a finite number')], { error: 'two numbers or null' })
        .nullable(),
    }),
    'a list of coefficients',
  ),
  rows: whole(1),
  rank: whole(0),
  degreesOfFreedom: z.int({ error: 'a whole number' }),
  residualStandardError: figure(),
  residualQuantiles: list(number('a finite number'), 'a list of numbers').describe(
    'Minimum, quartiles, maximum.',
  ),
  r2: figure(),
  adjustedR2: figure(),
  f: open({ value: number('a number'), numerator: whole(1), denominator: whole(1), p: number('a number') })
    .nullable()
    .describe('F, its degrees of freedom and p.'),
  conditionNumber: figure().describe('Of the standardized columns.'),
}).describe('Of an exact least-squares fit, with null where nothing is determined.');

const shape = list(whole(1), 'a list of whole numbers');

const node = open({
  name: text('the name of a node'),
  op: text('the name of an op'),
  symbol: text('a symbol').exactOptional(),
  inputs: list(text('the name of a node'), 'a list of node names').exactOptional(),
  constants: record(number('a finite number'), 'a mapping of names to numbers').exactOptional(),
  shape: shape.exactOptional(),
  init: z
    .union([number('a finite number'), open({ uniform: number('a finite number') })], {
      error: 'a finite number or {uniform: number}',
    })
    .exactOptional(),
});

const graph = open({
  nodes: list(node, 'a list of nodes'),
  ops: customOps.exactOptional().describe('Custom ops by name, as expressions.'),
  sink: text('the name of a node'),
}).describe('The computation graph on standardized columns.');

const role = text('the name of a node');

const roles = open({
  input: role,
  outcome: role,
  prediction: role,
  linear: open({ weights: role, intercept: role.exactOptional() }).exactOptional(),
}).describe('Which nodes of the graph take x and y and give ŷ.');

const files = list(
  open({
    name: text('the name of a file').describe('Without its folder.'),
    bytes: whole(0),
    rows: whole(0),
    hash: text('a hash').describe('Over the hashes of the file’s ranges of 4 MiB.'),
  }),
  'a list of files',
).describe('The input files, in order.');

export const parameter = open({
  shape: shape.describe('[] is a scalar, [n] a vector, [n, p] a matrix.'),
  values: list(number('a finite number'), 'a list of numbers').describe('Row by row.'),
});

const facts = (expected: string) => z.record(z.string(), z.json(), { error: expected });

const head = {
  format: z.literal(format, { error: format }),
  version: z.literal(version, { error: `${version}` }),
  model: text('the name of a model'),
  target: text('the name of the outcome column'),
};

const tail = {
  metrics,
  stopping,
  certificate: certificate.exactOptional(),
  graph,
  roles,
  config: facts('a mapping').describe('The checked config with everything present but workers.'),
  files,
  fingerprint: z
    .string({ error: '64 hexadecimal digits' })
    .regex(/^[0-9a-f]{64}$/, { error: '64 hexadecimal digits' })
    .describe('SHA-256 of the parameters as little-endian float64, −0 as 0; two equal models have the same.'),
  run: facts('a mapping').describe('Times and host facts; two equal trainings differ only here.'),
};

export const linearModelSchema = open({
  format: head.format,
  version: head.version,
  model: head.model,
  l2Reg: numberFrom0('a number from 0 on').describe('λ, on standardized columns.'),
  target: head.target,
  intercept: number(orNull).nullable().describe('In the outcome’s own units; null where the model has none.'),
  features: list(linearFeature, 'a list of features').describe('In input order; authoritative.'),
  weights: record(number('a finite number'), 'a mapping of column names to weights').describe(
    'The same weights by column name, a convenience copy.',
  ),
  standardization,
  exact: exact.exactOptional(),
  statistics: statistics.exactOptional(),
  ...tail,
}).describe('ŷ = intercept (0 where null) + Σ weight · x over features, x in the columns’ own units.');

export const graphModelSchema = open({
  ...head,
  features: list(feature, 'a list of features').describe('In input order; authoritative.'),
  standardization,
  parameters: record(parameter, 'a mapping of parameter names to shape and values').describe(
    'The parameters of the graph by node name.',
  ),
  ...tail,
}).describe('ŷ is the prediction node of the graph with (x − mean) / scale at its input node.');
