/** The keys of a config that say how steps are taken and when they end. */
import * as z from 'zod';
import { flag, mapping, number, numberAbove0, numberFrom0, oneOf, whole } from '../checks/expect.js';
import { durationPattern, expectedDuration } from './duration.js';

export const solver = oneOf(['sgd', 'svrg', 'exact'])
  .default('sgd')
  .describe(
    'sgd: stochastic gradient descent. svrg: the same steps corrected by the gradient of all rows, computed once an ' +
      'epoch; for answers of many digits. exact: the optimum itself, for ridge and least-squares; it takes no steps, ' +
      'so sgd has nothing to say to it, nor has stop but for validation.',
  );

export const onRankDeficient = oneOf(['error', 'drop'])
  .default('error')
  .describe(
    'What solver: exact does where some columns are sums of others and no penalty decides between them. error: ends ' +
      'with their names; drop: gives each that follows from columns before it the weight 0.',
  );

export const exactCheckColumns = whole(0, 'a whole number from 0 on')
  .default(200)
  .describe(
    'Features up to which the distance from the optimum is bounded by all second moments; above, by the penalty ' +
      'alone, but for solver: exact.',
  );

const schedule = mapping({
  schedule: oneOf(['inverse-time']).describe('η = initial / (1 + decay · epochs done).'),
  initial: numberAbove0().describe('η of the first step.'),
  decay: numberFrom0().describe('How fast η falls, per epoch.'),
});

const share = 'a number from 0 to below 1';

export const sgd = mapping({
  stepSize: z
    .union([z.literal('auto'), numberAbove0(), schedule], {
      error: 'auto, a number above 0 or {schedule, initial, decay}',
    })
    .default('auto')
    .describe(
      'η, the size of a step against the gradient. auto: from how steep the objective can be, falling slowly.',
    ),
  batchSize: whole(1).default(32).describe('Rows of a minibatch, over which one step averages.'),
  epochs: whole(1)
    .optional()
    .describe(
      'How many times to go through all rows, at most: 1000 by default with stepSize: auto, else 50.',
    ),
  order: oneOf(['rows', 'blocks', 'file', 'replacement'])
    .default('rows')
    .describe(
      'Order of the rows in an epoch. rows: a seeded permutation spreads rows over blocks once, then blocks and rows ' +
        'within blocks are permuted each epoch; blocks: the same, but no row leaves its block; file: as they stand; ' +
        'replacement: a random row each time.',
    ),
  momentum: number(share)
    .min(0, { error: share })
    .lt(1, { error: share })
    .default(0)
    .describe('β of the steps v ← βv + gradient, w ← w − ηv.'),
  averaging: flag()
    .optional()
    .describe(
      'Whether the model is the average over the steps, late ones weighing most; by default with stepSize: auto and ' +
        'solver: sgd.',
    ),
})
  .prefault({})
  .describe('Stochastic gradient descent; svrg takes these keys as well.');

const part = 'a share above 0 and below 1';

export const stop = mapping({
  tolerance: numberAbove0()
    .optional()
    .describe(
      'End when the objective is certainly at most this share above its minimum; 0.001 by default with stepSize: auto.',
    ),
  validation: number(part)
    .gt(0, { error: part })
    .lt(1, { error: part })
    .optional()
    .describe(
      'The share of rows not trained on, chosen by seed and row number; the model is the one that predicts them best.',
    ),
  patience: whole(1)
    .optional()
    .describe('End after so many epochs without a better prediction of the validation rows; 10 by default.'),
  steps: whole(1).optional().describe('End after so many steps.'),
  timeLimit: z
    .string({ error: expectedDuration })
    .regex(durationPattern, { error: expectedDuration })
    .optional()
    .describe(
      'End after so long: 50ms, 30s, 5m, 2h or 1000steps. stop.steps with the steps of the model repeats it.',
    ),
})
  .prefault({})
  .describe('When to end before the last epoch.');
