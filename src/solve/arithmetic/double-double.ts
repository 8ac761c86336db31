/**
 * Double-double numbers: an unevaluated sum hi + lo of two float64 with |lo| ≤ ulp(hi)/2, about 106 bits.
 *
 * Algorithms: T. J. Dekker, "A floating-point technique for extending the available precision" (1971); relative errors
 * of add, multiply, divide are below 2⁻¹⁰⁰ here (M. Joldes, J.-M. Muller, V. Popescu, "Tight and rigorous error bounds
 * for basic building blocks of double-word arithmetic", 2017: at most 3·2⁻¹⁰⁶, 7·2⁻¹⁰⁶ and 15·2⁻¹⁰⁶).
 * No overflow is looked after: callers scale first.
 */

/** hi + lo. */
export type DoubleDouble = readonly [hi: number, lo: number];

/** 2²⁷ + 1, which splits a float64 in two halves of 26 bits. */
const splitter = 134217729;

export const zero: DoubleDouble = [0, 0];

/** a + b, exactly. */
export function twoSum(a: number, b: number): DoubleDouble {
  const s = a + b;
  const t = s - a;
  return [s, a - (s - t) + (b - t)];
}

/** a · b, exactly where nothing under- or overflows. */
export function twoProduct(a: number, b: number): DoubleDouble {
  const p = a * b;
  const ca = splitter * a;
  const ah = ca - (ca - a);
  const al = a - ah;
  const cb = splitter * b;
  const bh = cb - (cb - b);
  const bl = b - bh;
  return [p, ah * bh - p + ah * bl + al * bh + al * bl];
}

function renormalized(hi: number, lo: number): DoubleDouble {
  const s = hi + lo;
  return [s, lo - (s - hi)];
}

export function add(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const [sh, sl] = twoSum(a[0], b[0]);
  const [th, tl] = twoSum(a[1], b[1]);
  const [vh, vl] = renormalized(sh, sl + th);
  return renormalized(vh, tl + vl);
}

export function negate(a: DoubleDouble): DoubleDouble {
  return [-a[0], -a[1]];
}

export function subtract(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  return add(a, negate(b));
}

export function multiply(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const [p, e] = twoProduct(a[0], b[0]);
  return renormalized(p, e + (a[0] * b[1] + a[1] * b[0]));
}

export function divide(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const first = a[0] / b[0];
  const rest = subtract(a, multiply(b, [first, 0]));
  const second = rest[0] / b[0];
  const left = subtract(rest, multiply(b, [second, 0]));
  return add(twoSum(first, second), [left[0] / b[0], 0]);
}

/** √a for a ≥ 0 (one Newton step from the float64 root). */
export function squareRoot(a: DoubleDouble): DoubleDouble {
  if (a[0] <= 0) return zero;
  const root = Math.sqrt(a[0]);
  const rest = subtract(a, twoProduct(root, root));
  return renormalized(root, rest[0] / (2 * root));
}

/** The k-th number of a flat array that holds all high words and then all low words. */
export function at(flat: Float64Array, k: number): DoubleDouble {
  return [flat[k]!, flat[k + flat.length / 2]!];
}

/** Adds `right` into `left`, both flat arrays of double-doubles (high words, then low words). */
export function addInto(left: Float64Array, right: Float64Array): Float64Array {
  const count = left.length / 2;
  for (let k = 0; k < count; k++) {
    const a = left[k]!;
    const b = right[k]!;
    const c = left[k + count]!;
    const d = right[k + count]!;
    const s = a + b;
    const t = c + d;
    const sRest = s - a;
    const tRest = t - c;
    const first = a - (s - sRest) + (b - sRest) + t;
    const v = s + first;
    const rest = c - (t - tRest) + (d - tRest) + (first - (v - s));
    const w = v + rest;
    left[k] = w;
    left[k + count] = rest - (w - v);
  }
  return left;
}
