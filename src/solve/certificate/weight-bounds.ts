/**
 * How far each weight and the intercept are at most from those of the minimum, proved. With h at a point near by and
 * A⁻¹ = S M⁻¹Sᵀ, M = SᵀAS,
 *
 *     v* − v = A⁻¹h = S(c + (M⁻¹ − I)c)     c = Sᵀh,   ‖M⁻¹ − I‖ ≤ (1 − ν)/ν,   ν the proved eigenvalue of M
 *     b* − b = r̄ − mᵀA⁻¹h                   m the means of the columns
 *
 * plus the difference between that point and the stored weights, which is exact in double-double. Where that is
 * rougher, or no factor is known, J − J* bounds it: |cᵀ(θ* − θ)| ≤ √(2(J − J*)·cᵀH⁻¹c), and H = 2A/n.
 */

import { add, at, type DoubleDouble, multiply, subtract } from '../arithmetic/double-double.js';
import { scaleBy } from '../arithmetic/powers-of-two.js';
import { times, transposeTimes } from '../arithmetic/triangular.js';
import type { Factor } from '../exact/factor.js';
import { centredPoint, type GradientAt, type Point, type StoredWeights, scaledMean } from '../exact/point.js';
import type { PreparedColumns } from '../exact/prepared-columns.js';
import type { ProvenFactor } from './certificate.js';
import { measure, upwards } from './measure.js';

/** In the columns' own units; Infinity where nothing is proved. */
export interface WeightBounds {
  readonly weights: Float64Array;
  readonly intercept: number;
}

export interface BoundOptions {
  /** Undefined where A is only known to be at least diag(nλⱼ). */
  readonly proven: ProvenFactor | undefined;
  /** The gradient at the stored weights or near them. */
  readonly near: GradientAt;
  /** At least J − J* at the stored weights, in the outcome's own units. */
  readonly bound: number;
  /** The same at the point of `near`. */
  readonly nearBound?: number | undefined;
  /** At least the diagonal of A⁻¹ [d], in place of a factor. */
  readonly diagonal?: Float64Array | undefined;
}

/** With a proved eigenvalue above 0. */
type KnownFactor = Pick<ProvenFactor, 'factor' | 'eigenvalue'>;

/** Bounds in the frame: of each vⱼ, and of b. */
interface Distances {
  readonly v: Float64Array;
  readonly b: number;
}

/** More than a distance in the frame can lose to underflow, a weight on its way there included. */
const underflow = 2 ** -900;

/**
 * Of stored weights. Columns that were dropped as dependent count as absent, if their weights are 0; otherwise the
 * weights at the minimum are not determined. A constant column has the weight 0 at the minimum.
 */
export function boundWeights(
  columns: PreparedColumns,
  stored: StoredWeights,
  { proven, near, bound, nearBound, diagonal }: BoundOptions,
): WeightBounds {
  const { features, rows, frame, objective, length } = columns;
  const dropped = new Set(objective.l2Reg > 0 ? [] : proven?.factor.dependent.map(({ column }) => column));
  if ([...dropped].some((j) => stored.weights[j] !== 0)) return nothingProved(features);
  const up = frame.exponent[features]!;
  const more = upwards(features);
  const quadraticOf = (value: number) => rows * scaleBy(value, -2 * up) * more;
  const quadratic = quadraticOf(bound);
  const point = centredPoint(columns, stored);
  const apart = copyApart(columns, point, stored);
  const fromPoint = ({ v, b }: Distances): Distances => ({ v, b: b + apart });
  const all: Distances[] = [];
  if (objective.l2Reg > 0) {
    all.push(fromPoint(byPenalty(columns, quadratic, diagonal)));
    if (nearBound !== undefined) {
      const there = byPenalty(columns, quadraticOf(nearBound), diagonal);
      all.push(fromThere(columns, there, { near, point, stored }));
    }
  }
  const eigenvalue = objective.l2Reg > 0 ? proven?.eigenvalue : proven?.keptEigenvalue;
  if (proven !== undefined && eigenvalue !== undefined && eigenvalue > 0) {
    const spanned = { factor: proven.factor, eigenvalue };
    all.push(
      fromPoint(byNorm(columns, spanned, quadratic)),
      byFactor(columns, spanned, { near, point, stored }),
    );
  }
  const moved =
    length[features]! > 0 ||
    stored.intercept !== 0 ||
    stored.atMeans !== 0 ||
    stored.weights.some((w) => w !== 0);
  const least = (of: (distances: Distances) => number) =>
    Math.min(...all.map((distances) => known(of(distances)))) + (moved ? underflow : 0);
  const weight = (j: number) => {
    if (dropped.has(j)) return Number.POSITIVE_INFINITY;
    if (frame.constant[j]) return Math.abs(stored.weights[j]!);
    return inOwnUnits(least(({ v }) => v[j]!) * more, up - frame.exponent[j]!);
  };
  return {
    weights: Float64Array.from({ length: features }, (_, j) => weight(j)),
    intercept: objective.intercept ? inOwnUnits((least(({ b }) => b) + idle(columns, point)) * more, up) : 0,
  };
}

function nothingProved(features: number): WeightBounds {
  const none = Number.POSITIVE_INFINITY;
  return { weights: new Float64Array(features).fill(none), intercept: none };
}

/** Numbers beyond float64 prove nothing. */
function known(distance: number): number {
  return Number.isNaN(distance) ? Number.POSITIVE_INFINITY : distance;
}

function inOwnUnits(distance: number, e: number): number {
  const result = scaleBy(distance, e);
  return distance > 0 && result < 2 ** -1000 ? result + Number.MIN_VALUE : result;
}

/** What weights of constant columns, whose weight at the minimum is 0, add to the intercept in the frame. */
function idle({ frame, features }: PreparedColumns, { v }: Point): number {
  let sum = 0;
  for (let j = 0; j < features; j++) if (frame.constant[j]) sum += Math.abs(v[j]![0] * frame.centre[j]!);
  return sum;
}

/** Of stored weights, by those of the point of `near`. */
function fromThere(
  columns: PreparedColumns,
  there: Distances,
  { near, point, stored }: { near: GradientAt; point: Point; stored: StoredWeights },
): Distances {
  const v = there.v.map((distance, j) => distance + Math.abs(subtract(near.point.v[j]!, point.v[j]!)[0]));
  const [away, size] = interceptApart(columns, near.point, stored);
  return { v, b: there.b + Math.abs(away[0]) + (columns.features + 8) * 2 ** -98 * size };
}

/** By A ≥ diag(nλⱼ) and J − J*, or by what is known of the diagonal of A⁻¹. */
function byPenalty(
  columns: PreparedColumns,
  quadratic: number,
  diagonal: Float64Array | undefined,
): Distances {
  const { features, rows, frame, penalty, squaresError } = columns;
  const v = new Float64Array(features);
  let b = 1 / rows;
  for (let j = 0; j < features; j++) {
    if (frame.constant[j]) continue;
    const least = penalty[j]![0] * (1 - squaresError[j]!);
    if (!(least > 0)) return { v: v.fill(Number.POSITIVE_INFINITY), b: Number.POSITIVE_INFINITY };
    // The quotient itself may be below the least number.
    const ofPenalty = Math.sqrt(quadratic) / Math.sqrt(least);
    v[j] = diagonal ? Math.min(ofPenalty, Math.sqrt(quadratic) * Math.sqrt(diagonal[j]!)) : ofPenalty;
    b += meanAtMost(columns, j) ** 2 / least;
  }
  return { v, b: Math.sqrt(quadratic * b) };
}

/** By J − J* and the diagonal of A⁻¹. */
function byNorm(columns: PreparedColumns, { factor, eigenvalue }: KnownFactor, quadratic: number): Distances {
  const { kept, inverse } = factor;
  const v = new Float64Array(columns.features);
  for (const [i, j] of kept.entries())
    v[j] = Math.sqrt(quadratic / eigenvalue) * rowNorm(inverse, kept.length, i);
  const { q, qError } = meansThrough(columns, factor);
  const largest = q.reduce((sum, value, i) => sum + (Math.abs(value) + qError[i]!) ** 2, 0);
  return { v, b: Math.sqrt(quadratic * (1 / columns.rows + largest / eigenvalue)) };
}

/** By the factor and h at `near`. */
function byFactor(
  columns: PreparedColumns,
  { factor, eigenvalue }: KnownFactor,
  { near, point, stored }: { near: GradientAt; point: Point; stored: StoredWeights },
): Distances {
  const { features, rows } = columns;
  const { kept, inverse } = factor;
  const k = kept.length;
  const { h, hError, mean } = measure(columns, near.point, near.partial);
  const rounding = (k + 4) * 2 ** -52;
  const c = transposeTimes(
    inverse,
    k,
    Float64Array.from(kept, (j) => h[j]!),
  );
  const absolute = inverse.map(Math.abs);
  const wide = Float64Array.from(kept, (j) => hError[j]! + rounding * Math.abs(h[j]!));
  const off = transposeTimes(absolute, k, wide);
  const step = times(inverse, k, c);
  const sizes = c.map((value, i) => off[i]! + rounding * Math.abs(value));
  const ofStep = times(absolute, k, sizes);
  // (M⁻¹ − I)c; 2⁻⁵² as the eigenvalue may have been rounded to 1.
  const turned = ((1 - eigenvalue + 2 ** -52) / eigenvalue) * (norm(c) + norm(off));

  const apart = near.point.v.map((slope, j) => subtract(slope, point.v[j]!));
  const v = new Float64Array(features);
  for (const [i, j] of kept.entries()) {
    v[j] = Math.abs(apart[j]![0] + step[i]!) + ofStep[i]! + turned * rowNorm(inverse, k, i);
  }

  const { q, qError } = meansThrough(columns, factor);
  const moved = q.reduce((sum, value, i) => sum + value * c[i]!, 0);
  const ofMoved = q.reduce(
    (sum, value, i) => sum + qError[i]! * (Math.abs(c[i]!) + off[i]!) + Math.abs(value) * sizes[i]!,
    0,
  );
  const residual = columns.objective.intercept ? at(near.partial, features)[0] / rows : 0;
  const [away] = interceptApart(columns, near.point, stored);
  const difference = add(subtract([residual, 0], [moved, 0]), away)[0];
  const b =
    Math.abs(difference) +
    (mean - Math.abs(residual)) +
    2 ** -52 * mean +
    ofMoved +
    turned * (norm(q) + norm(qError));
  return { v, b };
}

/** b at the point minus the stored one, in the frame, and the size of what is summed. Its rounding is part of what `measure` says of the mean. */
function interceptApart(
  { frame, features }: PreparedColumns,
  { v, beta }: Point,
  { intercept }: StoredWeights,
): [away: DoubleDouble, size: number] {
  const b = scaleBy(intercept, -frame.exponent[features]!);
  const centre = frame.centre[features]!;
  let away = subtract(add(beta, [centre, 0]), [b, 0]);
  let size = Math.abs(beta[0]) + Math.abs(centre) + Math.abs(b);
  for (const [j, slope] of v.entries()) {
    const shift = multiply(slope, [frame.centre[j]!, 0]);
    away = subtract(away, shift);
    size += Math.abs(shift[0]);
  }
  return [away, size];
}

/** How far the stored intercept is at most from b at the stored point, of which J − J* is known. */
function copyApart(columns: PreparedColumns, point: Point, stored: StoredWeights): number {
  const [away, size] = interceptApart(columns, point, stored);
  return Math.abs(away[0]) * (1 + 2 ** -50) + (columns.features + 8) * 2 ** -96 * size;
}

/** q = Sᵀm, and how far it is off at most. */
function meansThrough(
  columns: PreparedColumns,
  { kept, inverse }: Factor,
): { q: Float64Array; qError: Float64Array } {
  const k = kept.length;
  const m = Float64Array.from(kept, (j) => scaledMean(columns, j)[0]);
  const mError = Float64Array.from(
    kept,
    (j, i) => meanAtMost(columns, j) - Math.abs(m[i]!) + (k + 4) * 2 ** -52 * Math.abs(m[i]!),
  );
  return { q: transposeTimes(inverse, k, m), qError: transposeTimes(inverse.map(Math.abs), k, mError) };
}

/** |mean of column j| in scaled units, at most: δ is itself off by ε‖x̃‖/√n. */
function meanAtMost(columns: PreparedColumns, j: number): number {
  if (!columns.objective.intercept) return 0;
  const { length, epsilon, rows } = columns;
  return Math.abs(scaledMean(columns, j)[0]) + (2 * epsilon * length[j]!) / Math.sqrt(rows);
}

function rowNorm(s: Float64Array, k: number, i: number): number {
  let sum = 0;
  for (let j = i; j < k; j++) sum += s[i * k + j]! ** 2;
  return Math.sqrt(sum);
}

function norm(values: Float64Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
}
