/** What a user demands of the certificate, beyond being told. */
import { TrainingError } from '../errors.js';
import type { Certificate } from '../model-file/model-file.js';

export interface RequiredGap {
  /** (J − J*)/J* at most. */
  readonly relative?: number | undefined;
  /** J − J* at most. */
  readonly absolute?: number | undefined;
}

/** Throws a `TrainingError` where the certificate does not show what is required. */
export function requireGap(certificate: Certificate, { relative, absolute }: RequiredGap): void {
  const { certified, bound, relativeGap, reason } = certificate;
  if (relative !== undefined && !(relativeGap !== null && relativeGap <= relative)) {
    throw unmet('relative gap', relative, relativeGap, certified ? 'the minimum may be 0' : reason);
  }
  if (absolute !== undefined && !(bound !== null && bound <= absolute)) {
    throw unmet('gap', absolute, bound, reason);
  }
}

function unmet(
  what: string,
  required: number,
  got: number | null,
  reason: string | undefined,
): TrainingError {
  const found =
    got === null
      ? `none is certified: ${reason ?? 'it is not bounded'}`
      : `${got.toPrecision(3)} is certified`;
  const advice = 'A smaller stop.tolerance, more epochs, solver: svrg or solver: exact come nearer';
  const text = `a ${what} of at most ${required} is required, but ${found}. ${advice}`;
  return new TrainingError('TRAINING_GAP', text);
}
