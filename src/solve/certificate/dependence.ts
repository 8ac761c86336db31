/**
 * Whether the columns that a factor found to be dependent are so exactly, by a relation with small whole coefficients.
 * Then they add nothing to what the kept columns can fit, and J* is that of the kept columns. Dependence up to rounding
 * proves nothing: what rounding left may lower J.
 */

import { add, type DoubleDouble, multiply, zero } from '../arithmetic/double-double.js';
import { times, transposeTimes } from '../arithmetic/triangular.js';
import type { Factor } from '../exact/factor.js';
import { frameInput } from '../exact/frame.js';
import { scaledMean } from '../exact/point.js';
import type { PreparedColumns } from '../exact/prepared-columns.js';
import type { Runner } from '../passes/block-pass.js';

/** Denominators that are tried for a coefficient, and the largest common one. */
const largestDenominator = 1024;

/** One pass, or none where no simple relation suggests itself. */
export async function proveDependence(
  run: Runner,
  columns: PreparedColumns,
  factor: Factor,
): Promise<boolean> {
  const relations: number[] = [];
  for (const { column } of factor.dependent) {
    const relation = simpleRelation(columns, factor, column);
    if (relation === undefined) return false;
    relations.push(...relation);
  }
  const held = await run('relation', frameInput(columns.frame, relations));
  return held.every((flag) => flag === 1);
}

/** p [d] and c with Σ pⱼx'ⱼ = c as far as the factor can tell. */
function simpleRelation(
  columns: PreparedColumns,
  { kept, inverse, gram }: Factor,
  column: number,
): number[] | undefined {
  const k = kept.length;
  const products = Float64Array.from(kept, (j) => gram(Math.min(j, column), Math.max(j, column))[0]);
  const t = times(inverse, k, transposeTimes(inverse, k, products));
  let common = 1;
  for (const coefficient of t) {
    const denominator = denominatorOf(coefficient * common);
    if (denominator === undefined || common * denominator > largestDenominator) return undefined;
    common *= denominator;
  }
  const relation = new Array<number>(columns.features + 1).fill(0);
  relation[column] = common;
  kept.forEach((j, at) => {
    relation[j] = -Math.round(t[at]! * common);
  });
  relation[columns.features] = columns.objective.intercept ? constantOf(columns, relation) : 0;
  return relation;
}

/** The least q with q·value a whole number, but for rounding. */
function denominatorOf(value: number): number | undefined {
  for (let q = 1; q <= largestDenominator; q++) {
    if (Math.abs(value * q - Math.round(value * q)) < 1e-7 * q) return q;
  }
  return undefined;
}

/** Σ pⱼ·mean(x'ⱼ), which is c if the relation holds: right to more digits than a float64 has, or 0. */
function constantOf(columns: PreparedColumns, relation: readonly number[]): number {
  let sum: DoubleDouble = zero;
  let size = 0;
  for (let j = 0; j < columns.features; j++) {
    const term = multiply(scaledMean(columns, j), [relation[j]!, 0]);
    sum = add(sum, term);
    size += Math.abs(term[0]);
  }
  return Math.abs(sum[0]) < 2 ** -80 * size ? 0 : sum[0];
}
