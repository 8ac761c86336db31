/** Figures as they go to the model file, which holds finite numbers and null. */
import type { WeightsWithin } from '../model-file/contents.js';
import type { FitStatistics, ModelCertificate } from '../model-file/model-file.js';
import type { Certificate } from '../solve/certificate/certificate.js';
import type { WeightBounds } from '../solve/certificate/weight-bounds.js';
import type { Statistics } from '../solve/statistics/statistics.js';
import type { Goal } from './goal.js';

/** null where it is not finite. */
export function finite(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}

/** `certified` where the goal is met, not where any bound is proved. */
export function certificateFile(
  { bound, relativeGap, reason }: Certificate,
  goal: Goal,
  withinRounding: boolean,
): ModelCertificate {
  const missed = `the relative gap is not proved to be at most ${goal.tolerance}`;
  return {
    certified: goal.withinTolerance,
    bound: finite(bound),
    relativeGap: finite(relativeGap),
    ...(Number.isFinite(bound) && { withinRounding }),
    ...(!goal.withinTolerance && { reason: reason ?? missed }),
  };
}

export function withinFile({ weights, intercept }: WeightBounds): WeightsWithin {
  return { weights: Array.from(weights, finite), intercept: finite(intercept) };
}

export function statisticsFile({ coefficients, f, conditionNumber, ...rest }: Statistics): FitStatistics {
  return {
    ...rest,
    coefficients: coefficients.map(({ column, name, estimate, standardError, t, p, confidence95 }) => ({
      name: column === undefined ? null : name,
      estimate: finite(estimate),
      standardError: finite(standardError),
      t: finite(t),
      p: finite(p),
      confidence95: confidence95?.every(Number.isFinite) ? confidence95 : null,
    })),
    residualStandardError: finite(rest.residualStandardError),
    r2: finite(rest.r2),
    adjustedR2: finite(rest.adjustedR2),
    f: f !== null && Number.isFinite(f.p) ? { ...f, value: finite(f.value) } : null,
    conditionNumber: finite(conditionNumber),
  };
}
