/**
 * The one tree of sums, for sums that come in order and whose number is known only at the end: neighbour to neighbour,
 * as `addInTree` and `MergeTree` add them. At most one sum a level waits.
 */

/** `merge` may write to `left`. */
export class GrowingTree<Sum> {
  readonly #merge: (left: Sum, right: Sum) => Sum;
  /** Of whole nodes; each is of a higher level than the next. */
  readonly #waiting: { sum: Sum; level: number }[] = [];

  constructor(merge: (left: Sum, right: Sum) => Sum) {
    this.#merge = merge;
  }

  /**
   * The next sum: of 2^level leaves, from a multiple of 2^level on, merged by this very tree; of fewer where it is the last.
   */
  add(sum: Sum, level = 0): void {
    let node = { sum, level };
    for (let left = this.#waiting.at(-1); left?.level === node.level; left = this.#waiting.at(-1)) {
      this.#waiting.pop();
      node = { sum: this.#merge(left.sum, node.sum), level: node.level + 1 };
    }
    this.#waiting.push(node);
  }

  /** The sum of all; to be asked for once. */
  whole(): Sum | undefined {
    if (this.#waiting.length === 0) return undefined;
    return this.#waiting.map(({ sum }) => sum).reduceRight((right, left) => this.#merge(left, right));
  }
}
