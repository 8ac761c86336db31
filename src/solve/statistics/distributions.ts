/**
 * Tail probabilities of Student's t and Fisher's F by the regularized incomplete beta function I_x(a, b).
 *
 * Own code, as no package does: `jstat` has no types and 12 digits, `@stdlib/stats-base-dists-*` brings 230 packages
 * (docs/decisions/exact-solver.md). Statistics only: no weight depends on what is computed here.
 */

/** P(|T| > |t|) for T of Student's distribution with `df` degrees of freedom. */
export function studentTwoSided(t: number, df: number): number {
  if (Number.isNaN(t)) return Number.NaN;
  const squared = t * t;
  if (squared === Number.POSITIVE_INFINITY) return 0;
  return incompleteBeta(df / (df + squared), squared / (df + squared), df / 2, 0.5);
}

/** P(F > f) for F of Fisher's distribution with d1 and d2 degrees of freedom. */
export function fisherUpper(f: number, d1: number, d2: number): number {
  if (Number.isNaN(f)) return Number.NaN;
  if (f <= 0) return 1;
  if (f === Number.POSITIVE_INFINITY) return 0;
  return incompleteBeta(d2 / (d2 + d1 * f), (d1 * f) / (d2 + d1 * f), d2 / 2, d1 / 2);
}

/** The t with P(|T| > t) = p, 0 < p < 1. */
export function studentTwoSidedQuantile(p: number, df: number): number {
  let high = 1;
  while (studentTwoSided(high, df) > p && high < 2 ** 1000) high *= 2;
  let low = high / 2;
  if (high === 1) low = 0;
  for (;;) {
    const middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) return high;
    if (studentTwoSided(middle, df) > p) low = middle;
    else high = middle;
  }
}

/** I_x(a, b) with y = 1 − x given too, so that neither is lost near 0. */
export function incompleteBeta(x: number, y: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (y <= 0) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - fractionPart(y, x, b, a);
  return fractionPart(x, y, a, b);
}

/**
 * x^a y^b / (a B(a, b)) times the continued fraction of the NIST Digital Library of Mathematical Functions 8.17.22, by
 * Lentz's method as modified by Thompson and Barnett (1986).
 */
function fractionPart(x: number, y: number, a: number, b: number): number {
  const tiny = 1e-300;
  let c = 1;
  let d = 1 - ((a + b) * x) / (a + 1);
  d = 1 / (Math.abs(d) < tiny ? tiny : d);
  let fraction = d;
  for (let m = 1; m < 100_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    let change = 1;
    for (const term of [even, odd]) {
      d = 1 + term * d;
      d = 1 / (Math.abs(d) < tiny ? tiny : d);
      c = 1 + term / c;
      if (Math.abs(c) < tiny) c = tiny;
      change = c * d;
      fraction *= change;
    }
    if (Math.abs(change - 1) < 2 ** -52) break;
  }
  return Math.exp(logPower(x, y, a, b) - Math.log(a)) * fraction;
}

/** log(x^a y^b / B(a, b)). */
function logPower(x: number, y: number, a: number, b: number): number {
  const small = Math.min(a, b);
  if (small < 10) return a * logOf(x, y) + b * logOf(y, x) - logBeta(a, b);
  // Each factor next to its own maximum, where the logarithms do not cancel.
  const total = a + b;
  const left = a * logNearOne((x * total) / a, (x * b - y * a) / a);
  const right = b * logNearOne((y * total) / b, (y * a - x * b) / b);
  const stirling = stirlingError(total) - stirlingError(a) - stirlingError(b);
  return left + right + stirling + 0.5 * Math.log((a * b) / (total * 2 * Math.PI));
}

/** log z where `above` = z − 1. */
function logNearOne(z: number, above: number): number {
  return Math.abs(above) < 0.5 ? Math.log1p(above) : Math.log(z);
}

/** log x where y = 1 − x. */
function logOf(x: number, y: number): number {
  return y < 0.5 ? Math.log1p(-y) : Math.log(x);
}

function logBeta(a: number, b: number): number {
  const small = Math.min(a, b);
  const large = Math.max(a, b);
  if (large < 10) return logGamma(small) + logGamma(large) - logGamma(small + large);
  const total = small + large;
  // log Γ(large) − log Γ(total) by Stirling's series, what is large in both taken out.
  const quotient =
    (0.5 - large) * Math.log1p(small / large) -
    small * Math.log(total) +
    small +
    stirlingError(large) -
    stirlingError(total);
  return logGamma(small) + quotient;
}

/** log Γ(z), 0 < z < 20: shifted to where Stirling's series holds. */
function logGamma(z: number): number {
  let shifted = z;
  let factors = 1;
  while (shifted < 10) factors *= shifted++;
  const log = (shifted - 0.5) * Math.log(shifted) - shifted + 0.5 * Math.log(2 * Math.PI);
  return log + stirlingError(shifted) - Math.log(factors);
}

/** log Γ(z) − ((z − ½) log z − z + ½ log 2π) for z ≥ 10: DLMF 5.11.1. */
function stirlingError(z: number): number {
  const w = 1 / (z * z);
  const series =
    1 / 12 - w * (1 / 360 - w * (1 / 1260 - w * (1 / 1680 - w * (1 / 1188 - w * (691 / 360360 - w / 156)))));
  return series / z;
}
