/**
 * What the passes and their algebra should give in a frame, in exact arithmetic and independent of `src/solve`. Means
 * are avoided: whatever has n in its denominator is given times n.
 */

import { scaleBy } from '#chainrule/solve/arithmetic/powers-of-two.js';
import type { Frame } from '#chainrule/solve/exact/frame.js';
import { bitLength, type Dyadic, dyadic, integer, minus, nothing, plus, product, sum } from './dyadic.js';
import type { Oracle, Problem } from './oracle.js';

/** v of the scaled columns and β, exactly. */
export interface ExactPoint {
  readonly v: readonly Dyadic[];
  readonly beta: Dyadic;
}

export interface ExactMeasures {
  /** n·h. */
  readonly h: readonly Dyadic[];
  /** n·(Σr² + penalties). */
  readonly total: Dyadic;
  /** Σr. */
  readonly sum: Dyadic;
}

const power = (e: number): Dyadic => ({ m: 1n, e });

export class InFrame {
  /** x̃ of each row, the outcome last. */
  readonly x: readonly (readonly Dyadic[])[];
  readonly n: Dyadic;
  readonly #problem: Problem;
  readonly #frame: Frame;

  constructor(problem: Problem, frame: Frame) {
    this.#problem = problem;
    this.#frame = frame;
    this.n = dyadic(problem.y.length);
    this.x = problem.x.map((row, i) =>
      [...row, problem.y[i]!].map((value, j) =>
        minus(product(dyadic(value), power(-frame.exponent[j]!)), dyadic(frame.centre[j]!)),
      ),
    );
  }

  column(j: number): Dyadic[] {
    return this.x.map((row) => row[j]!);
  }

  /** Σx̃ⱼx̃ₖ. */
  product(j: number, k: number): Dyadic {
    return sum(this.x.map((row) => product(row[j]!, row[k]!)));
  }

  /** n·Σ(x̃ⱼ − δⱼ)(x̃ₖ − δₖ). */
  spread(j: number, k: number): Dyadic {
    const whole = product(this.n, this.product(j, k));
    return this.#problem.intercept ? minus(whole, product(sum(this.column(j)), sum(this.column(k)))) : whole;
  }

  /** n·nλⱼ. */
  penalty(j: number): Dyadic {
    const { standardize, l2Reg } = this.#problem;
    if (standardize) return product(dyadic(l2Reg), this.spread(j, j));
    return product(dyadic(l2Reg), this.n, this.n, power(-2 * this.#frame.exponent[j]!));
  }

  /** n·A(j, k). */
  entry(j: number, k: number): Dyadic {
    return j === k && j < this.#frame.columns - 1
      ? plus(this.spread(j, j), this.penalty(j))
      : this.spread(j, k);
  }

  residuals({ v, beta }: ExactPoint): Dyadic[] {
    const d = v.length;
    return this.x.map((row) =>
      minus(minus(row[d]!, beta), sum(v.map((slope, j) => product(slope, row[j]!)))),
    );
  }

  measures(point: ExactPoint): ExactMeasures {
    const r = this.residuals(point);
    const total = sum(r);
    const h = point.v.map((slope, j) => {
      const along = product(this.n, sum(r.map((value, i) => product(value, this.x[i]![j]!))));
      const centred = this.#problem.intercept ? minus(along, product(sum(this.column(j)), total)) : along;
      return minus(centred, product(this.penalty(j), slope));
    });
    const squares = product(this.n, sum(r.map((value) => product(value, value))));
    const penalties = sum(point.v.map((slope, j) => product(this.penalty(j), slope, slope)));
    return { h, total: plus(squares, penalties), sum: total };
  }

  /** n³J in the outcome's own units, as `Oracle` has it. */
  objective(oracle: Oracle, { v, beta }: ExactPoint): Dyadic {
    const { exponent, centre } = this.#frame;
    const up = exponent[v.length]!;
    const weights = v.map((slope, j) => product(slope, power(up - exponent[j]!)));
    const shift = sum(v.map((slope, j) => product(slope, dyadic(centre[j]!))));
    const b = product(minus(plus(beta, dyadic(centre[v.length]!)), shift), power(up));
    return oracle.objective(weights, b);
  }

  /** The point of these weights of the standardized columns, to some hundred bits; weights of constant columns are 0. */
  standardized(oracle: Oracle, weights: ArrayLike<number>, b: number): ExactPoint {
    const { exponent, centre } = this.#frame;
    const d = exponent.length - 1;
    const v = Array.from({ length: d }, (_, j) =>
      product(oracle.unstandardized(weights[j]!, j), power(exponent[j]! - exponent[d]!)),
    );
    let beta = minus(product(dyadic(b), power(-exponent[d]!)), dyadic(centre[d]!));
    if (this.#problem.intercept) {
      for (const [j, slope] of v.entries()) {
        const times = product(slope, sum(this.column(j)));
        beta = minus(beta, { m: (times.m << 600n) / integer(this.n, 0), e: times.e - 600 });
      }
    }
    return { v, beta };
  }
}

export function exactly([hi, lo]: readonly [number, number]): Dyadic {
  return plus(dyadic(hi), dyadic(lo));
}

/** As a float64, to its last bits or so. */
export function approximately({ m, e }: Dyadic): number {
  const extra = Math.max(0, bitLength(m) - 64);
  return scaleBy(Number(m >> BigInt(extra)), e + extra);
}

const magnitude = ({ m, e }: Dyadic): Dyadic => ({ m: m < 0n ? -m : m, e });

/** Whether |value − exact| ≤ error. */
function isWithin(value: Dyadic, exact: Dyadic, error: number): boolean {
  if (error === Number.POSITIVE_INFINITY) return true;
  return minus(dyadic(error), magnitude(minus(value, exact))).m >= 0n;
}

/** Whether |value − exact/n| ≤ error. */
export function isWithinTimes(n: Dyadic, value: Dyadic, exact: Dyadic, error: number): boolean {
  if (error === Number.POSITIVE_INFINITY) return true;
  return minus(product(n, dyadic(error)), magnitude(minus(product(n, value), exact))).m >= 0n;
}

/** Whether |exact| ≤ most. */
export function isAtMost(exact: Dyadic, most: number): boolean {
  return isWithin(nothing, exact, most);
}
