/** Fingerprints of models: equal parameters, bit for bit, have equal ones. */
import { createHash } from 'node:crypto';

/**
 * SHA-256 (hexadecimal) of all numbers that a linear model predicts with: atMeans, then weights, then means, both in the
 * order of `features`, each as little-endian float64, −0 as 0.
 */
export function fingerprint(atMeans: number, weights: ArrayLike<number>, means: ArrayLike<number>): string {
  return fingerprintOfParameters([[atMeans], weights, means]);
}

/** Of version 1 of the model file: of the intercept, 0 where there is none, then the weights. */
export function firstFingerprint(intercept: number | null, weights: ArrayLike<number>): string {
  return fingerprintOfParameters([[intercept ?? 0], weights]);
}

/** The same over all parameters of a graph of one's own, in the order of its definition, each row by row. */
export function fingerprintOfParameters(parameters: Iterable<ArrayLike<number>>): string {
  const hash = createHash('sha256');
  for (const values of parameters) {
    const bytes = Buffer.alloc(8 * values.length);
    for (const [i, value] of Array.from(values).entries()) bytes.writeDoubleLE(value + 0, 8 * i); // −0 + 0 is 0
    hash.update(bytes);
  }
  return hash.digest('hex');
}
