/**
 * The one order of summation: partial sums of shards are added pairwise, neighbour to neighbour, in a tree that their
 * number alone decides. Who computed a shard, and when, never shows.
 */

/** Adds up `count` vectors of `length` numbers that lie one after the other from `at` on; the total replaces the first. */
export function sumShards(sums: Float64Array, count: number, length: number, at = 0): void {
  for (let apart = 1; apart < count; apart *= 2) {
    for (let left = 0; left + apart < count; left += 2 * apart) {
      const to = at + left * length;
      const from = at + (left + apart) * length;
      for (let i = 0; i < length; i++) sums[to + i]! += sums[from + i]!;
    }
  }
}
