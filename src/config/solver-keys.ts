/** The keys of a config that say how steps are taken and when they end. */
import * as z from 'zod';
import { flag, mapping, number, numberAbove0, numberFrom0, oneOf, whole } from '../checks/expect.js';
import { durationPattern, expectedDuration } from './duration.js';

export const solver = oneOf(['auto', 'exact', 'svrg', 'sgd'])
  .default('auto')
  .describe(
    'auto: exact for ridge and least-squares where a factorization is affordable, svrg otherwise; sgd for custom graphs, and ' +
      'where a key of sgd, stop.steps or stop.patience is set. exact: the exact solution; it takes no steps, so the keys of sgd have no ' +
      'effect. svrg: stochastic steps corrected by the gradient of all rows, computed once per epoch; use it for high ' +
      'precision. sgd: stochastic gradient descent.',
  );

export const onRankDeficient = oneOf(['error', 'drop'])
  .optional()
  .describe(
    'What the exact solution does when columns are linearly dependent and there is no penalty, or one too small to tell ' +
      'them apart. error: fails and names them; drop: gives weight 0 to each column that depends on earlier ones. By default drop, with a warning, with ' +
      'solver: auto, and error with solver: exact.',
  );

export const exactCheckColumns = whole(0, 'a whole number of at least 0')
  .optional()
  .describe('Has no effect; accepted in this version only.');

const schedule = mapping({
  schedule: oneOf(['inverse-time']).describe('η = initial / (1 + decay · epochs done).'),
  initial: numberAbove0().describe('η of the first step.'),
  decay: numberFrom0().describe('How fast η falls, per epoch.'),
});

const share = 'a number of at least 0 and below 1';

export const sgd = mapping({
  stepSize: z
    .union([z.literal('auto'), numberAbove0(), schedule], {
      error: 'auto, a number greater than 0 or {schedule, initial, decay}',
    })
    .optional()
    .meta({
      default: 'auto',
      description:
        'The step size η. auto: chosen from a bound on the curvature of the objective, and slowly decreasing.',
    }),
  batchSize: whole(1)
    .optional()
    .describe(
      'Rows per minibatch; one step averages over them. By default 32; with stepSize: auto and a linear model fewer for ' +
        'fewer than 16,384 rows, down to 1 below 1,024.',
    ),
  epochs: whole(1)
    .optional()
    .describe('Maximum number of passes over all rows: 1000 by default with stepSize: auto, else 50.'),
  order: oneOf(['rows', 'blocks', 'file', 'replacement'])
    .optional()
    .meta({
      default: 'rows',
      description:
        'Order of the rows in an epoch. rows: rows are shuffled across blocks once, then blocks and rows ' +
        'within blocks are permuted each epoch; blocks: the same, but rows stay in their block; file: file order; ' +
        'replacement: a random row each time.',
    }),
  momentum: number(share)
    .min(0, { error: share })
    .lt(1, { error: share })
    .optional()
    .meta({ default: 0, description: 'β of the steps v ← βv + gradient, w ← w − ηv.' }),
  averaging: flag()
    .optional()
    .describe(
      'Whether the model is the average over the steps, with most weight on late steps; true by default with stepSize: auto and ' +
        'solver: sgd.',
    ),
})
  .prefault({})
  .describe('Stochastic gradient descent; these keys apply to svrg too.');

const part = 'a fraction greater than 0 and less than 1';

export const stop = mapping({
  tolerance: numberAbove0()
    .optional()
    .describe(
      'Stop when the objective is proved to be within this fraction of its minimum, and warn where a run ends before. By ' +
        'default the smaller of 0.001 and 0.1 / rows; with an explicit stepSize, the default only warns.',
    ),
  gradient: number(part)
    .gt(0, { error: part })
    .lt(1, { error: part })
    .optional()
    .describe(
      'For custom graphs: stop when ‖∇J‖ is at most this fraction of its initial value. A run that ends above it, or ' +
        'above 0.001 where it is not set, warns.',
    ),
  validation: number(part)
    .gt(0, { error: part })
    .lt(1, { error: part })
    .optional()
    .describe(
      'The fraction of rows to hold out, chosen by seed: of each block that fraction, at least one row in all; the model is the one that predicts them best.',
    ),
  patience: whole(1)
    .optional()
    .describe('Stop after this many epochs without a better prediction of the held-out rows; 10 by default.'),
  steps: whole(1).optional().describe('Stop after this many steps.'),
  timeLimit: z
    .string({ error: expectedDuration })
    .regex(durationPattern, { error: expectedDuration })
    .optional()
    .describe(
      'Stop after this long: 50ms, 30s, 5m, 2h or 1000steps. To repeat the run, set stop.steps to the steps of the model.',
    ),
})
  .prefault({})
  .describe('When to stop before the last epoch.');
