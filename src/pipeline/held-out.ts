/** Errors on the rows held out for validation. */
import { at } from '../solve/arithmetic/double-double.js';
import { type EvaluationMetrics, evaluate } from '../train/evaluation.js';
import type { Assessment } from './assess.js';
import type { Loaded } from './load.js';

/** Of a linear model without J, and with the root by itself, as squares may be beyond float64. */
export interface PlainErrors extends Omit<EvaluationMetrics, 'objective'> {
  readonly objective?: number;
  readonly rootMeanSquaredError?: number;
}

export interface HeldOutErrors extends PlainErrors {
  /** 1 − Σ(y − ŷ)²/Σ(y − ȳ)², ȳ being the mean of these rows, or /Σy² where the model is compared with 0. */
  readonly r2: number | undefined;
}

/** Undefined where no rows are held out. Those of a linear model are taken from its residuals in double-double. */
export async function heldOutErrors(
  loaded: Loaded,
  assessment: Assessment | undefined,
): Promise<HeldOutErrors | undefined> {
  if (loaded.heldOutPasses === undefined) return undefined;
  const errors: PlainErrors = assessment?.heldOut ?? (await evaluate(loaded.engine, 'validation'));
  if (!loaded.model.metrics.own.includes('r2')) return { ...errors, r2: undefined };
  const variance = await outcomeVariance(loaded, loaded.heldOutPasses);
  return { ...errors, r2: variance > 0 ? 1 - errors.meanSquaredError / variance : undefined };
}

/** The mean of (y − ȳ)², or of y². One pass, centred at the mean of the other rows, so that nothing cancels. */
async function outcomeVariance(
  { moments, model, job: { validationRows: rows } }: Loaded,
  run: NonNullable<Loaded['heldOutPasses']>,
): Promise<number> {
  const isCentred = model.metrics.baseline === 'mean';
  const scale = Array.from(moments.mean, () => 1);
  const centre = Array.from(moments.mean, (mean) => (isCentred ? mean : 0));
  const partial = await run('spread', Float64Array.from([...scale, ...centre]));
  const [sum] = at(partial, scale.length - 1);
  const [squares] = at(partial, 2 * scale.length - 1);
  return (isCentred ? squares - (sum / rows) * sum : squares) / rows;
}
