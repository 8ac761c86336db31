/** Sums of shards, and norms. */
import { addInTree } from '../graph/tree.js';

/** Adds up `count` vectors of `length` numbers that lie one after the other; the total replaces the first. */
export function sumShards(sums: Float64Array, count: number, length: number): void {
  addInTree(count, (to, from) => {
    for (let i = 0; i < length; i++) sums[to * length + i]! += sums[from * length + i]!;
  });
}

/** ‖v‖, also where squares would leave float64, and for vectors of any length. */
export function norm(v: Float64Array): number {
  const most = v.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  if (!(most > 0 && most < Number.POSITIVE_INFINITY)) return most;
  return most * Math.sqrt(v.reduce((sum, value) => sum + (value / most) ** 2, 0));
}
