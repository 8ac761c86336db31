/** Products of an upper triangular matrix S, k × k, row-major, with vectors. */

/** Sᵀh. */
export function transposeTimes(s: Float64Array, k: number, h: Float64Array): Float64Array {
  const out = new Float64Array(k);
  for (let i = 0; i < k; i++) for (let j = i; j < k; j++) out[j]! += s[i * k + j]! * h[i]!;
  return out;
}

/** |S|ᵀh. */
export function absoluteTransposeTimes(s: Float64Array, k: number, h: Float64Array): Float64Array {
  const out = new Float64Array(k);
  for (let i = 0; i < k; i++) for (let j = i; j < k; j++) out[j]! += Math.abs(s[i * k + j]!) * h[i]!;
  return out;
}

/** S·c. */
export function times(s: Float64Array, k: number, c: Float64Array): Float64Array {
  const out = new Float64Array(k);
  for (let i = 0; i < k; i++) {
    let sum = 0;
    for (let j = i; j < k; j++) sum += s[i * k + j]! * c[j]!;
    out[i] = sum;
  }
  return out;
}
