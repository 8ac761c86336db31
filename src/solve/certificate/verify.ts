/**
 * A proof that A is as positive definite as its factor says: with M = SᵀAS and ‖M − I‖_F ≤ α < 1, S is nonsingular,
 * A = S⁻ᵀMS⁻¹ and hᵀA⁻¹h = (Sᵀh)ᵀM⁻¹(Sᵀh) ≤ ‖Sᵀh‖²/(1 − α), wherever S came from.
 *
 * α takes in ‖M − I‖ as computed, the rounding of that computation and the errors of A's entries,
 * |S|ᵀ|ΔA||S| ≤ entryError·qqᵀ (the approach of S. M. Rump, "Verification methods: rigorous results using floating-point
 * arithmetic", 2010, section 10). Where A is known in float64 only, so is M: |S|ᵀ|A||S| ≤ qqᵀ bounds its rounding too, which
 * is no more than A's own. Otherwise M is computed in double-double from the float64 S.
 */
import type { Factor } from '../exact/factor.js';
import { type Matrices, tilesOf } from '../matrices/matrices.js';

/** What the proof needs of a factor. */
export type Verifiable = Pick<Factor, 'inverse' | 'matrix' | 'entryError' | 'amplification'>;

/** A lower bound of the smallest eigenvalue of SᵀAS, whose largest is at most 2 minus it; 0 where none can be proved. */
export async function provenEigenvalue(matrices: Matrices, factor: Verifiable): Promise<number> {
  const { inverse, matrix, entryError, amplification } = factor;
  const k = Math.sqrt(inverse.length);
  const exact = matrix.length > inverse.length;
  const on = [inverse, matrix] as const;
  const columns = tilesOf(k, columnsAtOnce(k, exact));
  const parts = await Promise.all(columns.map((each) => matrices.run({ op: 'distance', on, k, ...each })));
  const squares = parts.reduce((sum, part) => sum + part, 0);
  const rounding = exact ? 4 * (k + 4) ** 2 * 2 ** -104 : (k + 8) * 2 ** -51;
  const alpha = Math.sqrt(squares) + (entryError + rounding) * amplification + k * 2 ** -50;
  // An α that is not a number proves nothing.
  if (!(alpha < 1 - 2 ** -20)) return 0;
  // The float64 sum of k² squares.
  return 1 - alpha * (1 + (k * k + 8) * 2 ** -52);
}

/** Columns of a task, so that none takes long: how the sum of squares is cut depends on k alone. */
function columnsAtOnce(k: number, exact: boolean): number {
  const most = (exact ? 2 ** 24 : 2 ** 28) / (k * k);
  return Math.max(4, Math.min(64, 4 * Math.floor(most / 4)));
}
