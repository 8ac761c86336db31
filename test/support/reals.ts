/**
 * exp, log and their relatives to more than 240 bits, in integer arithmetic: an oracle for functions of float64.
 *
 * A number is m·2^e. Sums are taken in fixed point with 320 bits after the point; arguments below 2⁻⁶⁰ go through a few
 * terms of the power series instead, which keeps the relative error small.
 */
import { exact } from './exact.js';

export interface Real {
  readonly m: bigint;
  readonly e: number;
}

const places = 320;
const one = 1n << BigInt(places);
const magnitude = (n: bigint) => (n < 0n ? -n : n);
/** n·2^k, rounded down. */
const shifted = (n: bigint, k: number) => (k >= 0 ? n << BigInt(k) : n >> BigInt(-k));
const times = (a: bigint, b: bigint) => (a * b) >> BigInt(places);
const over = (a: bigint, b: bigint) => (a << BigInt(places)) / b;

function bits(n: bigint): number {
  const hex = magnitude(n).toString(16);
  return 4 * hex.length - Math.clz32(Number.parseInt(hex.charAt(0), 16)) + 28;
}

/** A float64 number as it is. */
export const real = (x: number): Real => ({ m: exact(x), e: -1074 });
const fixed = ({ m, e }: Real) => shifted(m, e + places);
const fromFixed = (m: bigint): Real => ({ m, e: -places });
const isTiny = ({ m, e }: Real) => m === 0n || bits(m) + e < -60;
/** x·(c₀ + c₁x + c₂x² + …) for a tiny x. */
function series(x: Real, coefficients: readonly (readonly [number, number])[]): Real {
  const t = fixed(x);
  const sum = coefficients.reduceRight((rest, [p, q]) => (one * BigInt(p)) / BigInt(q) + times(rest, t), 0n);
  return { m: x.m * sum, e: x.e - places };
}

/** ½ log((1 + s)/(1 − s)) of a small s in fixed point. */
function atanh(s: bigint): bigint {
  const square = times(s, s);
  let sum = 0n;
  let power = s;
  for (let n = 1n; power !== 0n && power !== -1n; n += 2n) {
    sum += power / n;
    power = times(power, square);
  }
  return sum;
}

const ln2 = 2n * atanh(one / 3n);

/** Beyond 2¹² the result is a power of two past all float64 numbers, not the truth. */
export function exp(x: Real): Real {
  if (bits(x.m) + x.e > 12) return { m: 1n, e: x.m < 0n ? -4096 : 4096 };
  const t = fixed(x);
  const k = (2n * t + ln2) / (2n * ln2) - (2n * t + ln2 < 0n ? 1n : 0n);
  // e^r = (e^(r/256))^256; the eight doublings cost eight bits.
  const r = (t - k * ln2) >> 8n;
  let term = one;
  let sum = one;
  for (let n = 1n; term !== 0n && term !== -1n; n++) {
    term = times(term, r) / n;
    sum += term;
  }
  for (let doubling = 0; doubling < 8; doubling++) sum = times(sum, sum);
  return { m: sum, e: Number(k) - places };
}

export function expm1(x: Real): Real {
  if (isTiny(x))
    return series(x, [
      [1, 1],
      [1, 2],
      [1, 6],
      [1, 24],
      [1, 120],
    ]);
  return fromFixed(fixed(exp(x)) - one);
}

export function log({ m, e }: Real): Real {
  // From ⅔ to 1⅓, so that the logarithms of numbers near 1 are no differences.
  const half = shifted(m, places - bits(m));
  const double = 3n * half < 2n * one ? 1 : 0;
  const mantissa = shifted(half, double);
  const k = BigInt(bits(m) + e - double);
  return fromFixed(k * ln2 + 2n * atanh(over(mantissa - one, mantissa + one)));
}

export function log1p(x: Real): Real {
  if (isTiny(x))
    return series(x, [
      [1, 1],
      [-1, 2],
      [1, 3],
      [-1, 4],
      [1, 5],
    ]);
  const e = Math.min(x.e, 0);
  return log({ m: shifted(x.m, x.e - e) + (1n << BigInt(-e)), e });
}

export function tanh(x: Real): Real {
  if (isTiny(x))
    return series(x, [
      [1, 1],
      [0, 1],
      [-1, 3],
      [0, 1],
      [2, 15],
    ]);
  // Beyond 256 it is 1 to 700 bits.
  if (bits(x.m) + x.e > 8) return { m: x.m < 0n ? -1n : 1n, e: 0 };
  const power = fixed(exp({ m: x.m, e: x.e + 1 }));
  return fromFixed(over(power - one, power + one));
}

/** 1/(1 + e^−x) */
export function sigmoid(x: Real): Real {
  const { m, e } = exp({ m: -magnitude(x.m), e: x.e });
  const unit = 1n << BigInt(-e);
  const inverse = (unit << BigInt(places)) / (unit + m);
  // e^x times 1/(1 + e^x): a small quotient would have few bits in fixed point.
  return x.m < 0n ? { m: m * inverse, e: e - places } : fromFixed(inverse);
}

/** log(1 + e^x) */
export function softplus(x: Real): Real {
  const rest = log1p(exp({ m: -magnitude(x.m), e: x.e }));
  if (x.m <= 0n) return rest;
  const e = Math.min(x.e, rest.e);
  return { m: shifted(x.m, x.e - e) + shifted(rest.m, rest.e - e), e };
}

/**
 * |value − truth| in ulp: the distance of neighboring float64 numbers at the truth. Infinity counts as 2¹⁰²⁴, and is
 * right for anything above.
 */
export function errorInUlp(value: number, truth: Real): number {
  if (Number.isNaN(value)) return Number.POSITIVE_INFINITY;
  if (truth.m === 0n) return value === 0 ? 0 : Number.POSITIVE_INFINITY;
  const top = bits(truth.m) + truth.e;
  if (Math.abs(value) === Number.POSITIVE_INFINITY && top > 1024)
    return value < 0 === truth.m < 0n ? 0 : Number.POSITIVE_INFINITY;
  const given: Real = Number.isFinite(value) ? real(value) : { m: BigInt(Math.sign(value)), e: 1024 };
  const e = Math.min(given.e, truth.e);
  const difference = magnitude(shifted(given.m, given.e - e) - shifted(truth.m, truth.e - e));
  const ulp = Math.min(Math.max(top - 1, -1022), 1023) - 52;
  return Number(shifted(difference, e - ulp + 64)) * 2 ** -64;
}
