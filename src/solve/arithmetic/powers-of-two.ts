/** Exact scaling by powers of two, from the bits of a float64: no `Math.log2`, no `Math.pow`. */

const value = new Float64Array(1);
const bits = new Uint32Array(value.buffer);
// Which half of a float64 holds its exponent depends on the machine's byte order.
value[0] = 1;
const high = bits[1] === 0 ? 0 : 1;

/** The e with 2^(e−1) ≤ |x| < 2^e; 0 for x = 0; x finite. */
export function exponentOf(x: number): number {
  if (x === 0) return 0;
  value[0] = x;
  const biased = (bits[high]! >>> 20) & 0x7ff;
  if (biased !== 0) return biased - 1022;
  return exponentOf(x * 18014398509481984) - 54; // subnormal: times 2⁵⁴
}

/** 2^e as a float64, −1022 ≤ e ≤ 1023. */
export function powerOfTwo(e: number): number {
  bits[1 - high] = 0;
  bits[high] = (e + 1023) << 20;
  return value[0]!;
}

/** x · 2^e: exact unless the result is subnormal (rounded once then); ±∞ where it overflows. */
export function scaleBy(x: number, e: number): number {
  if (x === 0 || !Number.isFinite(x)) return x;
  const target = exponentOf(x) + e;
  if (target > 1024) return x > 0 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  if (target < -1076) return x > 0 ? 0 : -0;
  const significand = scaleSteps(x, -exponentOf(x));
  if (target > 1000) return significand * powerOfTwo(1000) * powerOfTwo(target - 1000);
  // The first step is exact, so that only the last one rounds.
  if (target < -1000) return significand * powerOfTwo(-500) * powerOfTwo(target + 500);
  return significand * powerOfTwo(target);
}

/** x · 2^e in steps that stay in range, the result being of the order of 1. */
function scaleSteps(x: number, e: number): number {
  if (e > 1000) return x * powerOfTwo(1000) * powerOfTwo(e - 1000);
  if (e < -1000) return x * powerOfTwo(-1000) * powerOfTwo(e + 1000);
  return x * powerOfTwo(e);
}
