/**
 * Cholesky factor in double-double of a Gram matrix in double-double, which resolves distances between a column and
 * the others down to 2⁻⁴⁸ of their norms, and finds the columns that depend on earlier ones.
 */

import { startYielding, type YieldToEventLoop } from '../../event-loop.js';
import {
  add,
  type DoubleDouble,
  divide,
  multiply,
  negate,
  squareRoot,
  subtract,
  zero,
} from './double-double.js';

/** A column found to be a combination of earlier ones, and which of them take part. */
export interface Dependence {
  readonly column: number;
  readonly of: readonly number[];
}

export interface ExactFactor {
  /** The columns that are kept, in order. */
  readonly kept: readonly number[];
  readonly dependent: readonly Dependence[];
  /** R⁻¹ of the kept columns: `inverse[i][j]`, zero below the diagonal. */
  readonly inverse: readonly (readonly DoubleDouble[])[];
}

/**
 * Columns are taken in order. Column j depends on the kept ones where its distance from their span is at most
 * `tolerance` · (reachⱼ + Σ|tₖ|·reachₖ), t being its coefficients on them: no farther than a change of `tolerance` in
 * each column would bring it. A column far from 0 with little spread is not dependent for that: others must take part.
 * `gram(j, k)` is asked for j ≤ k.
 */
export async function exactCholesky(
  columns: readonly number[],
  gram: (j: number, k: number) => DoubleDouble,
  reach: ArrayLike<number>,
  tolerance: number,
): Promise<ExactFactor> {
  const yieldToEventLoop = startYielding();
  const kept: number[] = [];
  const dependent: Dependence[] = [];
  /** Column by column: `factor[j][i]` is R(i, j). */
  const factor: DoubleDouble[][] = [];
  for (const j of columns) {
    await yieldToEventLoop();
    const column: DoubleDouble[] = [];
    const diagonal = gram(j, j);
    let pivot = diagonal;
    for (let k = 0; k < kept.length; k++) {
      let rest = gram(kept[k]!, j);
      const other = factor[k]!;
      for (let i = 0; i < k; i++) rest = subtract(rest, multiply(other[i]!, column[i]!));
      const element = divide(rest, other[k]!);
      column.push(element);
      pivot = subtract(pivot, multiply(element, element));
    }
    if (!(pivot[0] > diagonal[0] * 2 ** -50)) {
      const coefficients = backSubstitute(factor, column);
      let span = reach[j]!;
      for (let k = 0; k < kept.length; k++) span += Math.abs(coefficients[k]!) * reach[kept[k]!]!;
      const of = parts(coefficients, kept, reach, span);
      const unresolved = !(pivot[0] > diagonal[0] * 2 ** -90);
      if (unresolved || (of.length > 0 && !(Math.sqrt(pivot[0]) > tolerance * span))) {
        dependent.push({ column: j, of });
        continue;
      }
    }
    column.push(squareRoot(pivot));
    kept.push(j);
    factor.push(column);
  }
  return { kept, dependent, inverse: await triangularInverse(factor, yieldToEventLoop) };
}

/** t with Rt = column, in float64. */
function backSubstitute(
  factor: readonly (readonly DoubleDouble[])[],
  column: readonly DoubleDouble[],
): number[] {
  const t: number[] = new Array<number>(column.length).fill(0);
  for (let i = column.length - 1; i >= 0; i--) {
    let rest = column[i]!;
    for (let k = i + 1; k < column.length; k++) rest = subtract(rest, multiply(factor[k]![i]!, [t[k]!, 0]));
    t[i] = rest[0] / factor[i]![i]![0];
  }
  return t;
}

/** The kept columns whose share in the combination is more than rounding. */
function parts(
  t: readonly number[],
  kept: readonly number[],
  reach: ArrayLike<number>,
  span: number,
): number[] {
  return kept.filter((column, k) => Math.abs(t[k]!) * reach[column]! > 2 ** -30 * span);
}

async function triangularInverse(
  factor: readonly (readonly DoubleDouble[])[],
  yieldToEventLoop: YieldToEventLoop,
): Promise<DoubleDouble[][]> {
  const k = factor.length;
  const inverse = Array.from({ length: k }, () => new Array<DoubleDouble>(k).fill(zero));
  const one: DoubleDouble = [1, 0];
  for (let j = 0; j < k; j++) {
    await yieldToEventLoop();
    const diagonal = divide(one, factor[j]![j]!);
    inverse[j]![j] = diagonal;
    // Column j of the inverse: S(i, j) = −Σ_{i ≤ l < j} S(i, l) R(l, j) / R(j, j).
    for (let i = 0; i < j; i++) {
      let sum = zero;
      const row = inverse[i]!;
      for (let l = i; l < j; l++) sum = add(sum, multiply(row[l]!, factor[j]![l]!));
      row[j] = negate(multiply(sum, diagonal));
    }
  }
  return inverse;
}
