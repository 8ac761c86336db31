/**
 * The one order of summation: partial sums of shards are added pairwise, neighbour to neighbour, in a tree that their
 * number alone decides. Who computed a shard, and when, never shows.
 */

/** Calls `add` for each pair of the tree over `count` sums, so that the total ends in sum 0. */
export function addInTree(count: number, add: (to: number, from: number) => void): void {
  for (let apart = 1; apart < count; apart *= 2) {
    for (let left = 0; left + apart < count; left += 2 * apart) add(left, left + apart);
  }
}

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
