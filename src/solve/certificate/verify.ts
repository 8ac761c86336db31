/**
 * A proof that A is as positive definite as its factor says: with M = SᵀAS and ‖M − I‖_F ≤ α < 1, S is nonsingular,
 * A = S⁻ᵀMS⁻¹ and hᵀA⁻¹h = (Sᵀh)ᵀM⁻¹(Sᵀh) ≤ ‖Sᵀh‖²/(1 − α), wherever S came from.
 *
 * M is computed in double-double from the float64 S; α takes in ‖M − I‖ as computed, the rounding of that computation
 * and the errors of A's entries, |S|ᵀ|ΔA||S| ≤ entryError·qqᵀ (the approach of S. M. Rump, "Verification methods:
 * rigorous results using floating-point arithmetic", 2010, section 10).
 */

import { startYielding } from '../../event-loop.js';
import { twoProduct, twoSum } from '../arithmetic/double-double.js';
import type { Factor } from '../exact/factor.js';

/** A lower bound of the smallest eigenvalue of SᵀAS; 0 where none can be proved. */
export async function provenEigenvalue(factor: Factor): Promise<number> {
  const k = factor.kept.length;
  const product = await congruence(factor);
  let squares = 0;
  for (let i = 0; i < k; i++) {
    for (let j = i; j < k; j++) {
      const off = product[i * k + j]! - (i === j ? 1 : 0);
      squares += i === j ? off * off : 2 * off * off;
    }
  }
  const rounding = 4 * (k + 4) ** 2 * 2 ** -104;
  const alpha = Math.sqrt(squares) + (factor.entryError + rounding) * factor.amplification + k * 2 ** -50;
  // An α that is not a number proves nothing.
  if (!(alpha < 1 - 2 ** -20)) return 0;
  // The float64 sum of k² squares.
  return 1 - alpha * (1 + (k * k + 8) * 2 ** -52);
}

/** SᵀAS, upper triangle, row-major. */
async function congruence({ kept, inverse: s, gram }: Factor): Promise<Float64Array> {
  const yieldToEventLoop = startYielding();
  const k = kept.length;
  const high = new Float64Array(k * k);
  const low = new Float64Array(k * k);
  for (let i = 0; i < k; i++) {
    for (let j = i; j < k; j++) {
      const [hi, lo] = gram(kept[i]!, kept[j]!);
      high[i * k + j] = hi;
      high[j * k + i] = hi;
      low[i * k + j] = lo;
      low[j * k + i] = lo;
    }
  }
  const product = new Float64Array(k * k);
  const column = new Float64Array(k);
  const u = new Float64Array(k);
  const uLow = new Float64Array(k);
  for (let j = 0; j < k; j++) {
    await yieldToEventLoop();
    for (let l = 0; l <= j; l++) column[l] = s[l * k + j]!;
    for (let i = 0; i <= j; i++) {
      const [hi, lo] = dot(high, low, i * k, column, j + 1);
      u[i] = hi;
      uLow[i] = lo;
    }
    for (let i = 0; i <= j; i++) {
      for (let l = 0; l <= i; l++) column[l] = s[l * k + i]!;
      product[i * k + j] = dot(u, uLow, 0, column, i + 1)[0];
    }
  }
  return product;
}

/** Dot2 of double-doubles with float64. */
function dot(
  high: Float64Array,
  low: Float64Array,
  from: number,
  by: Float64Array,
  length: number,
): [number, number] {
  let hi = 0;
  let lo = 0;
  for (let l = 0; l < length; l++) {
    const [p, e] = twoProduct(high[from + l]!, by[l]!);
    const [s, t] = twoSum(hi, p);
    lo += t + (e + low[from + l]! * by[l]!);
    hi = s;
  }
  const sum = hi + lo;
  return [sum, lo - (sum - hi)];
}
