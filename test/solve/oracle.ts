/**
 * The true objective and the true optimum in exact arithmetic, independent of `src/solve`: every float64 is a dyadic
 * number m·2^e, and the optimum comes from fraction-free elimination (E. H. Bareiss, 1968) over the integers.
 */
import {
  bitLength,
  type Dyadic,
  dyadic,
  integer,
  minus,
  nothing,
  plus,
  product,
  squareRoot,
  sum,
} from './dyadic.js';

export interface Problem {
  /** Rows of features. */
  readonly x: readonly (readonly number[])[];
  readonly y: readonly number[];
  readonly intercept: boolean;
  readonly standardize: boolean;
  readonly l2Reg: number;
}

/** n³ times the objective, so that means need no division: what everything here is compared in. */
export class Oracle {
  readonly #x: readonly (readonly Dyadic[])[];
  readonly #y: readonly Dyadic[];
  readonly #n: Dyadic;
  readonly #problem: Problem;
  /** n²·Σ(x − x̄)² of each column. */
  readonly #spread: readonly Dyadic[];
  /** n³J* = numerator / denominator · 2^e. */
  readonly numerator: bigint;
  readonly denominator: bigint;
  readonly e: number;

  constructor(problem: Problem) {
    const { x, y, intercept, l2Reg, standardize } = problem;
    this.#problem = problem;
    this.#x = x.map((row) => row.map(dyadic));
    this.#y = y.map(dyadic);
    this.#n = dyadic(y.length);
    const d = x[0]!.length;
    const centred = (values: readonly Dyadic[]) => {
      const total = intercept ? sum(values) : nothing;
      return values.map((value) => minus(product(this.#n, value), total));
    };
    const columns = Array.from({ length: d }, (_, j) => centred(this.#x.map((row) => row[j]!)));
    columns.push(centred(this.#y));
    const gram = columns.map((a) => columns.map((b) => sum(a.map((value, i) => product(value, b[i]!)))));
    this.#spread = gram.map((row, j) => row[j]!);
    const lambda = dyadic(l2Reg);
    for (let j = 0; j < d; j++) {
      const penalty = standardize ? this.#spread[j]! : product(this.#n, this.#n, this.#n);
      gram[j]![j] = plus(gram[j]![j]!, product(lambda, penalty));
    }
    // A column of one value takes no part where it is standardized away.
    const used = [...gram.keys()].filter((j) => j === d || this.#spread[j]!.m !== 0n);
    const e = used.map((j) => Math.min(...columns[j]!.map((value) => (value.m === 0n ? 0 : value.e)), 0));
    // The penalties may be finer than the products.
    const finer = Math.max(
      0,
      ...used.map((j, at) => (gram[j]![j]!.m === 0n ? 0 : 2 * e[at]! - gram[j]![j]!.e)),
    );
    const whole = used.map((j, at) => used.map((k, to) => integer(gram[j]![k]!, e[at]! + e[to]! - finer)));
    const { numerator, denominator } = lastSchurComplement(whole);
    this.numerator = numerator;
    this.denominator = denominator;
    this.e = 2 * e[e.length - 1]! - finer;
  }

  /** n³J at weights of the columns as they came. */
  objective(weights: readonly Dyadic[], b: Dyadic): Dyadic {
    const { l2Reg, standardize } = this.#problem;
    const n2 = product(this.#n, this.#n);
    const losses = this.#x.map((row, i) => {
      const r = minus(minus(this.#y[i]!, b), sum(row.map((value, j) => product(value, weights[j]!))));
      return product(n2, r, r);
    });
    const penalties = weights.map((w, j) =>
      product(dyadic(l2Reg), standardize ? this.#spread[j]! : product(n2, this.#n), w, w),
    );
    return plus(sum(losses), sum(penalties));
  }

  /** Whether J(at) − J* ≤ bound. */
  isBound(bound: number, at: Dyadic): boolean {
    if (bound === Number.POSITIVE_INFINITY) return true;
    const n3 = product(this.#n, this.#n, this.#n);
    const left = product({ m: this.denominator, e: 0 }, minus(product(n3, dyadic(bound)), at));
    return plus(left, { m: this.numerator, e: this.e }).m >= 0n;
  }

  /** Whether J(at) ≥ J*, which holds for every point or the oracle is wrong. */
  isAttainable(at: Dyadic): boolean {
    return minus(product({ m: this.denominator, e: 0 }, at), { m: this.numerator, e: this.e }).m >= 0n;
  }

  /** Whether (J(at) − J*)/J* ≤ gap. */
  isRelativeBound(gap: number, at: Dyadic): boolean {
    if (gap === Number.POSITIVE_INFINITY) return true;
    const best = product({ m: this.numerator, e: this.e }, dyadic(gap + 1));
    // 1 + gap may have been rounded: half a unit more.
    const slackened = product(best, plus(dyadic(1), { m: 1n, e: -53 }));
    return minus(slackened, product({ m: this.denominator, e: 0 }, at)).m >= 0n;
  }

  /** log₂ of (J(at) − J*)/J*, about; −∞ where the gap is 0, +∞ where J* is. */
  gapBits(at: Dyadic): number {
    const gap = minus(product({ m: this.denominator, e: 0 }, at), { m: this.numerator, e: this.e });
    if (gap.m <= 0n) return Number.NEGATIVE_INFINITY;
    if (this.numerator === 0n) return Number.POSITIVE_INFINITY;
    return bitLength(gap.m) + gap.e - bitLength(this.numerator) - this.e;
  }

  /** w/σ of a standardized weight to 400 bits; a weight of a constant column is taken as 0. */
  unstandardized(weight: number, j: number): Dyadic {
    const spread = this.#spread[j]!;
    if (weight === 0 || spread.m === 0n) return nothing;
    // σ = √spread/n^{3/2}: w/σ = w·√(n³/spread).
    const n3 = product(this.#n, this.#n, this.#n);
    const odd = spread.e % 2 === 0 ? 0 : 1;
    const shift = 2 * bitLength(spread.m) + 1000;
    const square = ((n3.m << BigInt(n3.e)) << BigInt(shift * 2 + odd)) / spread.m;
    return product(dyadic(weight), { m: squareRoot(square), e: -shift - (spread.e + odd) / 2 });
  }

  /** b of the columns as they came, of b of the standardized ones. */
  interceptOf(weights: readonly Dyadic[], b: number): Dyadic {
    // Σx/n is not dyadic in general: to 400 bits below the numbers' own.
    const shift = weights.map((w, j) => {
      const total = product(w, sum(this.#x.map((row) => row[j]!)));
      return { m: (total.m << 600n) / integer(this.#n, 0), e: total.e - 600 };
    });
    return minus(dyadic(b), sum(shift));
  }
}

/** What is left of the last diagonal element after elimination of the others, of a positive semidefinite matrix. */
function lastSchurComplement(m: bigint[][]): { numerator: bigint; denominator: bigint } {
  let previous = 1n;
  const last = m.length - 1;
  for (let k = 0; k < last; k++) {
    const pivot = m[k]![k]!;
    if (pivot === 0n) continue;
    for (let i = k + 1; i <= last; i++)
      for (let j = k + 1; j <= last; j++) m[i]![j] = (m[i]![j]! * pivot - m[i]![k]! * m[k]![j]!) / previous;
    previous = pivot;
  }
  return { numerator: m[last]![last]!, denominator: previous };
}
