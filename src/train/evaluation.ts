/** J and errors over the rows of a job, from a pass of any engine. */
import type { Engine } from './engine.js';
import type { Job } from './job.js';
import type { Span } from './minibatches.js';

/** J and errors over some rows at some parameters. */
export interface EvaluationMetrics {
  /** (1/n) ΣJᵢ. */
  readonly objective: number;
  /** (1/n) Σ(y − ŷ)². */
  readonly meanSquaredError: number;
  /** (1/n) Σ|y − ŷ|. */
  readonly meanAbsoluteError: number;
  /** Of probabilities ŷ of outcomes 0 and 1: (1/n) Σ −(y ln ŷ + (1 − y) ln(1 − ŷ)). */
  readonly logLoss?: number;
  /** The fraction of rows whose outcome is the more probable one. */
  readonly accuracy?: number;
}

/** Rows of the table that are trained on. */
export function trainingRows({ rows }: Pick<Job, 'rows'>): Span {
  return { from: 0, to: rows };
}

/** Rows behind them, held out for validation. */
function validationRows({ rows, validationRows: count }: Job): Span {
  return { from: rows, to: rows + count };
}

/** At these parameters, by default those that count; on the rows trained on, or on those held out for validation. */
export async function evaluate(
  engine: Engine,
  rows: 'training' | 'validation' = 'training',
  parameters: Float64Array = engine.state.parameters,
): Promise<EvaluationMetrics> {
  const span = rows === 'training' ? trainingRows(engine.job) : validationRows(engine.job);
  const count = span.to - span.from;
  const [objective, squares, absolute, logLoss, correct] = await engine.pass('evaluation', span, parameters);
  if (objective === undefined || squares === undefined || absolute === undefined) throw new Error('no sums');
  return {
    objective: objective / count,
    meanSquaredError: squares / count,
    meanAbsoluteError: absolute / count,
    ...(logLoss !== undefined && { logLoss: logLoss / count }),
    ...(correct !== undefined && { accuracy: correct / count }),
  };
}
