/** What a model file says of the fit: errors, why training ended, how far it is from the optimum, statistics. */
import * as z from 'zod';
import {
  columnName,
  flag,
  list,
  number,
  numberAbove0,
  numberFrom0,
  open,
  text,
  whole,
} from '../checks/expect.js';

export const orNull = 'a finite number or null';

/** null where it is undefined or beyond float64. */
const figure = () => number(orNull).nullable();

/** Only of models whose prediction is a probability. */
const probability = {
  logLoss: figure()
    .exactOptional()
    .describe('The mean of −(y ln ŷ + (1 − y) ln(1 − ŷ)); null unless all outcomes are 0 or 1.'),
  accuracy: figure()
    .exactOptional()
    .describe('The fraction of rows whose outcome is the more probable one; null unless all are 0 or 1.'),
};

export const metrics = open({
  training: open({
    rows: whole(1),
    objective: figure().describe('J = mean loss + regularization; null beyond float64.'),
    loss: figure().describe('The mean of (y − ŷ)².'),
    rmse: figure().describe('null, like mae and r2, if it means nothing for this model.'),
    mae: figure(),
    ...probability,
    r2: figure().describe('null if undefined, for example for a constant outcome.'),
  }),
  validation: open({
    rows: whole(1),
    objective: figure().exactOptional().describe('J, if that is what was compared between epochs.'),
    loss: figure(),
    rmse: figure(),
    mae: figure(),
    r2: figure()
      .exactOptional()
      .describe('Compared with the mean of these rows, or with 0 without intercept.'),
    ...probability,
  })
    .describe('Over the rows held out by stop.validation.')
    .exactOptional(),
  leaveOneOut: open({ rmse: figure() })
    .describe('Of linear models at their minimum: each row predicted from all others, with the same penalty.')
    .exactOptional(),
});

/** Of one weight or the intercept. */
export const within = numberFrom0(orNull)
  .nullable()
  .exactOptional()
  .describe('The value is proved to be within this distance of the minimum; null where nothing is proved.');

export const nearlyDependent = list(
  open({
    name: columnName(),
    unexplained: numberFrom0().describe('The part of its spread that the other columns do not explain.'),
  }),
  'a list of columns',
).describe(
  'Columns that are nearly a combination of others: their weights depend on the last digits of the data.',
);

export const stopping = open({
  reason: text('why training stopped').describe(
    'tolerance, gradient, rounding, patience, epochs, steps, timeLimit or exact.',
  ),
  epochs: whole(0).describe('Epochs that were completed.'),
  steps: whole(0).describe(
    'All steps, including repeated epochs; stop.steps with this number repeats the run.',
  ),
  stepSize: numberAbove0().exactOptional().describe('η of the first step, after any halving.'),
  tolerance: numberAbove0()
    .exactOptional()
    .describe(
      'The goal: (J − J*)/J* of a linear model, ‖∇J‖ over its initial value of a custom graph; absent in files of ' +
        'earlier releases.',
    ),
  withinTolerance: flag()
    .exactOptional()
    .describe('Whether the parameters are proved to meet it, or J − J* to be below rounding errors.'),
});

export const solver = open({
  name: text('the name of a solver').describe('exact, svrg or sgd.'),
  auto: flag().describe('Whether solver: auto chose it.'),
  reason: text('why it was chosen').exactOptional().describe('Why auto did not choose exact.'),
}).describe('The solver that ran.');

export const certificate = open({
  certified: flag().describe(
    'Whether the tolerance is proved to be met; in files of earlier releases, whether a bound was proved.',
  ),
  bound: numberFrom0(orNull)
    .nullable()
    .describe('J is proved to be at most this far above its minimum; null if nothing was proved.'),
  relativeGap: numberFrom0(orNull)
    .nullable()
    .describe('The same as a fraction of the minimum; null if unbounded.'),
  withinRounding: flag()
    .exactOptional()
    .describe('Whether J − J* is proved to be below rounding errors of the predictions.'),
  reason: text('why it is not certified').exactOptional(),
  gradientNorm: numberFrom0()
    .exactOptional()
    .describe('‖∇J‖ with respect to the parameters, for a custom graph.'),
  initialGradientNorm: numberFrom0().exactOptional().describe('The same at the initial parameters.'),
}).describe('Distance of the parameters from the optimum.');

export const exact = open({
  rank: whole(0).describe('Number of linearly independent columns.'),
  refinements: whole(0),
  dropped: list(
    open({ name: columnName(), dependsOn: list(columnName(), 'a list of column names') }),
    'a list of columns',
  ).describe('Columns that depend on others; their weight is 0.'),
}).describe('Results of the exact solver.');

export const statistics = open({
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
  f: open({ value: figure(), numerator: whole(1), denominator: whole(1), p: number('a number') })
    .nullable()
    .describe('F (null if infinite), its degrees of freedom and p.'),
  conditionNumber: figure().describe('Of the standardized columns.'),
  essentiallyPerfect: flag()
    .exactOptional()
    .describe('Whether residuals are so small that standard errors, t and p are rounding errors.'),
  factor: open({
    columns: list(columnName(), 'a list of column names'),
    means: list(number('a finite number'), 'a list of numbers'),
    rows: list(list(number('a finite number'), 'a list of numbers'), 'a list of rows'),
  })
    .nullable()
    .exactOptional()
    .describe(
      'F, upper triangular, each row from the diagonal on: FFᵀ = (XᵀX)⁻¹ of the columns minus their means (without ' +
        'intercept: as they are). The variance of cᵀw is s²‖Fᵀc‖², that of ŷ at x is s²(1/rows + ‖Fᵀ(x − means)‖²) ' +
        '(s²‖Fᵀx‖²), with s the residual standard error. null for more than 100 columns.',
    ),
}).describe('Of a least-squares fit at its minimum, with null where nothing is determined.');
