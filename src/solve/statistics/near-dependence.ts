/**
 * Columns that are nearly a combination of the others, so that their weights of least squares depend on the last digits
 * of the data. The part of column j that the others do not explain is 1/√(Aⱼⱼ(A⁻¹)ⱼⱼ) of its spread: one over the root of
 * its variance inflation factor.
 */
import type { Factor } from '../exact/factor.js';
import type { PreparedColumns } from '../exact/prepared-columns.js';

export interface NearDependence {
  readonly column: number;
  /** The part of its spread that the others do not explain. */
  readonly unexplained: number;
}

/** Below this, digits that files rarely have decide. `lm` in R drops a column at 1e-7 of its length. */
const fewDigits = 1e-5;

/** Of least squares: a penalty decides what the data do not. */
export function nearDependence(columns: PreparedColumns, { kept, inverse }: Factor): NearDependence[] {
  if (columns.objective.l2Reg > 0) return [];
  const k = kept.length;
  return kept.flatMap((column, i) => {
    let square = 0;
    for (let j = i; j < k; j++) square += inverse[i * k + j]! ** 2;
    const unexplained = 1 / (columns.norm[column]! * Math.sqrt(square));
    return unexplained < fewDigits ? [{ column, unexplained }] : [];
  });
}
