/** Cholesky factor and its inverse in float64. Matrices are k × k, row-major; only upper triangles are read. */

/**
 * R⁻¹ of A = RᵀR, upper triangular; undefined as soon as a pivot is below `smallest` of its diagonal element, when A
 * is too near to singular for float64.
 */
export function inverseFactor(a: Float64Array, k: number, smallest: number): Float64Array | undefined {
  const r = cholesky(a, k, smallest);
  return r && triangularInverse(r, k);
}

function cholesky(a: Float64Array, k: number, smallest: number): Float64Array | undefined {
  const r = Float64Array.from(a);
  for (let i = 0; i < k; i++) {
    const pivot = r[i * k + i]!;
    if (!(pivot > smallest * a[i * k + i]!)) return undefined;
    const root = Math.sqrt(pivot);
    for (let j = i; j < k; j++) r[i * k + j]! /= root;
    for (let l = i + 1; l < k; l++) {
      const factor = r[i * k + l]!;
      if (factor === 0) continue;
      for (let j = l; j < k; j++) r[l * k + j]! -= factor * r[i * k + j]!;
    }
  }
  return r;
}

function triangularInverse(r: Float64Array, k: number): Float64Array {
  const s = new Float64Array(k * k);
  // Row i of S from the rows below: s_i = (e_i − Σ_{l>i} r_il s_l) / r_ii.
  for (let i = k - 1; i >= 0; i--) {
    s[i * k + i] = 1;
    for (let l = i + 1; l < k; l++) {
      const factor = r[i * k + l]!;
      if (factor === 0) continue;
      for (let j = l; j < k; j++) s[i * k + j]! -= factor * s[l * k + j]!;
    }
    for (let j = i; j < k; j++) s[i * k + j]! /= r[i * k + i]!;
  }
  return s;
}

/** Sᵀh. */
export function transposeTimes(s: Float64Array, k: number, h: Float64Array): Float64Array {
  const out = new Float64Array(k);
  for (let i = 0; i < k; i++) for (let j = i; j < k; j++) out[j]! += s[i * k + j]! * h[i]!;
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
