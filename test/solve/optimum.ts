/**
 * The weights and the intercept of the true minimum as fractions, by fraction-free elimination (E. H. Bareiss, 1968)
 * over the integers, independent of `src/solve`.
 */
import { type Dyadic, dyadic, integer, minus, nothing, plus, product, sum } from './dyadic.js';
import type { Problem } from './oracle.js';

/** numerator / denominator · 2^e. */
interface Fraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
  readonly e: number;
}

export interface Optimum {
  /** By column; of those that were asked for. */
  readonly weights: ReadonlyMap<number, Fraction>;
  readonly intercept: Fraction;
}

/** Of these columns, all others having the weight 0; undefined where it is not unique. */
export function optimum(
  { x, y, intercept, standardize, l2Reg }: Problem,
  columns: readonly number[],
): Optimum | undefined {
  const n = dyadic(y.length);
  const given = [...columns.map((j) => x.map((row) => dyadic(row[j]!))), y.map(dyadic)];
  const totals = given.map(sum);
  const centred = given.map((values, j) =>
    values.map((value) => minus(product(n, value), intercept ? totals[j]! : nothing)),
  );
  const gram = centred.map((a) => centred.map((b) => sum(a.map((value, i) => product(value, b[i]!)))));
  const d = columns.length;
  for (let j = 0; j < d; j++) {
    const penalty = standardize ? gram[j]![j]! : product(n, n, n);
    gram[j]![j] = plus(gram[j]![j]!, product(dyadic(l2Reg), penalty));
  }
  const e = centred.map((values) => Math.min(0, ...values.map((value) => (value.m === 0n ? 0 : value.e))));
  const finer = Math.max(0, ...e.slice(0, d).map((own, j) => 2 * own - gram[j]![j]!.e));
  const rows = Array.from({ length: d }, (_, j) =>
    gram[j]!.map((value, k) => integer(value, e[j]! + e[k]! - finer)),
  );
  const solved = solve(rows);
  if (solved === undefined) return undefined;
  const { numerators, denominator } = solved;
  const weights = new Map<number, Fraction>();
  let rest = product({ m: denominator, e: 0 }, totals[d]!);
  for (const [at, column] of columns.entries()) {
    const weight = { numerator: numerators[at]!, denominator, e: e[d]! - e[at]! };
    weights.set(column, weight);
    rest = minus(rest, product({ m: weight.numerator, e: weight.e }, totals[at]!));
  }
  const b = intercept ? rest : nothing;
  return {
    weights,
    intercept: { numerator: b.m, denominator: denominator * BigInt(y.length), e: b.e },
  };
}

/** Of rows [A, c] of a positive semidefinite A; undefined where it is singular. */
function solve(rows: bigint[][]): { numerators: bigint[]; denominator: bigint } | undefined {
  const d = rows.length;
  let previous = 1n;
  for (let k = 0; k < d; k++) {
    const pivot = rows[k]![k]!;
    if (pivot === 0n) return undefined;
    for (let i = k + 1; i < d; i++) {
      for (let j = k + 1; j <= d; j++)
        rows[i]![j] = (rows[i]![j]! * pivot - rows[i]![k]! * rows[k]![j]!) / previous;
    }
    previous = pivot;
  }
  const numerators: bigint[] = new Array<bigint>(d).fill(0n);
  for (let i = d - 1; i >= 0; i--) {
    let rest = previous * rows[i]![d]!;
    for (let j = i + 1; j < d; j++) rest -= rows[i]![j]! * numerators[j]!;
    numerators[i] = rest / rows[i]![i]!;
  }
  return { numerators, denominator: previous };
}

/** |stored − exact| · denominator. */
function distance(stored: number, { numerator, denominator, e }: Fraction): Dyadic {
  const off = minus(product({ m: denominator, e: 0 }, dyadic(stored)), { m: numerator, e });
  return off.m < 0n ? { m: -off.m, e: off.e } : off;
}

/** Whether |stored − exact| ≤ bound; denominators are positive. */
export function isWithinOf(bound: number, stored: number, exact: Fraction): boolean {
  if (bound === Number.POSITIVE_INFINITY) return true;
  const most = product({ m: exact.denominator, e: 0 }, dyadic(bound));
  return minus(most, distance(stored, exact)).m >= 0n;
}

/** log₂ of |stored − exact|, about; −∞ where they are equal. */
export function distanceBits(stored: number, exact: Fraction): number {
  const off = distance(stored, exact);
  if (off.m === 0n) return Number.NEGATIVE_INFINITY;
  return off.m.toString(2).length + off.e - exact.denominator.toString(2).length;
}
