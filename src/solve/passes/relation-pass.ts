/**
 * Proof that relations between columns hold exactly in every row: Σ pⱼx'ⱼ = c with x' = x·2^−e, as between the
 * indicators of all levels of a factor, or a total and its parts. Sums are kept as expansions, whose components are
 * all 0 only if the sum is (J. R. Shewchuk, "Adaptive precision floating-point arithmetic", 1997, theorem 10).
 *
 * Input after the frame: for each relation p [d], then c. Partial for each relation: 1 if it holds, 0 if not proved.
 */

import { twoProduct, twoSum } from '../arithmetic/double-double.js';
import type { BlockPass } from './block-pass.js';

export const relationPass: BlockPass = {
  name: 'relation',
  block(x, y, rows, d, input) {
    const stride = y === undefined ? d + 1 : d;
    const relations = (input.length - 2 * (d + 1)) / (d + 1);
    const partial = new Float64Array(relations).fill(1);
    const expansion = new Float64Array(2 * d + 1);
    for (let k = 0; k < relations; k++) {
      const at = 2 * (d + 1) + k * (d + 1);
      const relation = input.subarray(at, at + d + 1);
      for (let i = 0; i < rows && partial[k] === 1; i++) {
        if (!holds(x, i * stride, d, input, relation, expansion)) partial[k] = 0;
      }
    }
    return partial;
  },
  merge(left, right) {
    for (let k = 0; k < left.length; k++) left[k] = Math.min(left[k]!, right[k]!);
    return left;
  },
};

/** Below this a product's low word could underflow, and nothing would be proved. */
const smallest = 2 ** -900;

function holds(
  x: Float64Array,
  from: number,
  d: number,
  scale: Float64Array,
  relation: Float64Array,
  expansion: Float64Array,
): boolean {
  expansion[0] = -relation[d]!;
  let length = 1;
  for (let j = 0; j < d; j++) {
    if (relation[j] === 0) continue;
    const value = x[from + j]! * scale[j]!;
    if (value === 0 && x[from + j] === 0) continue;
    if (!(Math.abs(value) > smallest)) return false;
    const [high, low] = twoProduct(value, relation[j]!);
    length = grow(expansion, length, low);
    length = grow(expansion, length, high);
  }
  for (let k = 0; k < length; k++) if (expansion[k] !== 0) return false;
  return true;
}

/** Adds a number to an expansion; it gets one component longer. */
function grow(expansion: Float64Array, length: number, by: number): number {
  let carried = by;
  for (let k = 0; k < length; k++) {
    const [sum, rest] = twoSum(carried, expansion[k]!);
    expansion[k] = rest;
    carried = sum;
  }
  expansion[length] = carried;
  return length + 1;
}
