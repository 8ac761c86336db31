/** What a user demands of the certificate, beyond being told. */
import type { SolverName } from '../config/resolve-config.js';
import { TrainingError } from '../errors.js';
import type { ModelCertificate } from '../model-file/model-file.js';

export interface RequiredGap {
  /** (J − J*)/J* at most. */
  readonly relative?: number | undefined;
  /** J − J* at most. */
  readonly absolute?: number | undefined;
}

/** Throws a `TrainingError` where the certificate does not show what is required. */
export function requireGap(
  certificate: ModelCertificate,
  { relative, absolute }: RequiredGap,
  solver: SolverName,
): void {
  const { bound, relativeGap, withinRounding = false } = certificate;
  // Nothing is closer than rounding: of a table without noise J* is 0, and no gap is a fraction of it.
  if (relative !== undefined && !withinRounding && !(relativeGap !== null && relativeGap <= relative)) {
    throw unmet('relative gap', relative, relativeGap, certificate, solver);
  }
  if (absolute !== undefined && !(bound !== null && bound <= absolute)) {
    throw unmet('gap', absolute, bound, certificate, solver);
  }
}

function unmet(
  what: string,
  required: number,
  got: number | null,
  { bound, reason }: ModelCertificate,
  solver: SolverName,
): TrainingError {
  const demand = `the required ${what} is at most ${required}`;
  return new TrainingError('TRAINING_GAP', `${demand}, but ${found()}`);

  function found(): string {
    if (bound === null) return `no gap is proved: ${reason ?? 'there is no bound'}`;
    if (got === null)
      return `none is proved because the minimum may be 0; J is at most ${bound.toPrecision(3)} above it (see --require-gap-abs)`;
    const nearer =
      solver === 'exact'
        ? ''
        : '. To get closer, use a smaller stop.tolerance, more epochs, solver: svrg or solver: exact';
    return `${got.toPrecision(3)} is proved${nearer}`;
  }
}
