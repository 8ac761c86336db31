/** What bounds single weights where there are fewer rows than columns. */
import type { DualFactor } from '../exact/dual-factor.js';
import type { Point } from '../exact/point.js';
import type { PreparedColumns } from '../exact/prepared-columns.js';
import type { Runner } from '../passes/block-pass.js';
import { certify } from './certificate.js';
import { inverseDiagonal } from './dual-bound.js';
import type { BoundOptions } from './weight-bounds.js';

/** Passes for the diagonal of A⁻¹, and for J at the solution before it was rounded, if there is one. */
export async function dualWeightBounds(
  run: Runner,
  columns: PreparedColumns,
  dual: DualFactor,
  solution: Point | undefined,
): Promise<Pick<BoundOptions, 'diagonal' | 'nearBound'>> {
  const diagonal = await inverseDiagonal(run, columns, dual);
  if (solution === undefined) return { diagonal };
  const { bound } = await certify(run, columns, solution, { exactCheckColumns: 0, dual });
  return { diagonal, nearBound: bound };
}
