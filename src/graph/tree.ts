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
