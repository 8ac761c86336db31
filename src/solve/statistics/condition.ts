/**
 * The condition number of the standardized columns (with the rows of the regularization, where there is one): largest
 * over smallest singular value, by the power method on A and on A⁻¹ = SSᵀ, both with unit diagonal scaling of A.
 */

import { times, transposeTimes } from '../arithmetic/triangular.js';
import type { Factor } from '../exact/factor.js';
import type { PreparedColumns } from '../exact/prepared-columns.js';

const mostIterations = 300;

/** About three digits in general, more where the extreme singular values stand apart; 1 for a single column. */
export function conditionNumber(columns: PreparedColumns, factor: Factor): number {
  const { kept, inverse, matrix } = factor;
  const k = kept.length;
  if (k === 0) return 1;
  const norm = kept.map((j) => columns.norm[j]!);
  const a = new Float64Array(k * k);
  for (let i = 0; i < k; i++)
    for (let j = 0; j < k; j++) a[i * k + j] = matrix[i * k + j]! / norm[i]! / norm[j]!;
  const s = Float64Array.from(inverse, (value, at) => value * norm[Math.floor(at / k)]!);
  const largest = dominant(k, (v) => symmetricTimes(a, k, v));
  const smallest = dominant(k, (v) => times(s, k, transposeTimes(s, k, v)));
  return Math.sqrt(largest) * Math.sqrt(smallest);
}

function symmetricTimes(a: Float64Array, k: number, v: Float64Array): Float64Array {
  const out = new Float64Array(k);
  for (let i = 0; i < k; i++) {
    let sum = 0;
    for (let j = 0; j < k; j++) sum += a[i * k + j]! * v[j]!;
    out[i] = sum;
  }
  return out;
}

function dominant(k: number, apply: (v: Float64Array) => Float64Array): number {
  // No vector of a plain pattern: one could be orthogonal to what is sought.
  let v: Float64Array = Float64Array.from({ length: k }, (_, i) => 1 + ((i * 7919) % 1009) / 1009);
  let value = 0;
  for (let count = 0; count < mostIterations; count++) {
    const length = Math.sqrt(v.reduce((sum, x) => sum + x * x, 0));
    v = apply(v.map((x) => x / length));
    const next = Math.sqrt(v.reduce((sum, x) => sum + x * x, 0));
    if (Math.abs(next - value) <= 1e-12 * next) return next;
    value = next;
  }
  return value;
}
