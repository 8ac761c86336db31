/** Passes over the whole table as it lies, shard by shard: errors, the full gradient, second moments of columns. */
import type { Sums } from '../graph/split.js';
import type { ColumnKernels } from '../kernels/column-kernels.js';
import type { Workspace } from '../kernels/workspace.js';
import { type Span, shard } from './minibatches.js';
import type { TileReader } from './rows.js';
import type { Shards } from './shards.js';
import { addGram, type GramShape } from './smoothness.js';
import { addTo } from './sums.js';
import { GrowingTree } from './tree-of-sums.js';

/** What is summed, and how many numbers a shard of it has: see the methods of `TablePasses`. */
export type PassKind = 'evaluation' | 'gradient' | 'gram';

export interface TablePassesOptions {
  readonly shards: Shards;
  readonly reader: TileReader;
  /** Used for the sums of one shard. */
  readonly sums: Sums;
  readonly shardRows: number;
  /** Numbers of a shard's sums. */
  readonly lengths: Readonly<Record<PassKind, number>>;
  readonly shape: GramShape;
  readonly columns: ColumnKernels;
  readonly allocate: Workspace['allocate'];
}

export class TablePasses {
  readonly lengths: Readonly<Record<PassKind, number>>;
  readonly #options: TablePassesOptions;
  /** Sums of shards that were added to others. */
  readonly #free: Record<PassKind, Float64Array[]> = { evaluation: [], gradient: [], gram: [] };

  constructor(options: TablePassesOptions) {
    this.#options = options;
    this.lengths = options.lengths;
  }

  /**
   * The sums of shards [shards.from, shards.to) of rows [rows.from, rows.to) of the table, as they lie, added in the fixed
   * tree: of a span of 2^k shards from a multiple of 2^k on they are a node of the tree over all shards. `cut` holds the
   * values at the cut.
   *
   * evaluation: ΣJ and the sums of `Compiled.errors`, such as Σ(y − ŷ)², Σ|y − ŷ| · gradient: ΣJ and the partials at the cut · gram: see `smoothness.ts`.
   */
  run(kind: PassKind, rows: Span, shards: Span, cut: Float64Array): Float64Array {
    const { shards: pass, shardRows } = this.#options;
    pass.receive(cut);
    const tree = new GrowingTree<Float64Array>((left, right) => {
      this.#free[kind].push(right);
      return addTo(left, right);
    });
    for (let index = shards.from; index < shards.to; index++) {
      const sums = this.#take(kind);
      const span = shard(rows, index, shardRows);
      if (kind === 'evaluation') this.#evaluate(span, sums);
      else if (kind === 'gradient') this.#addGradient(span, sums);
      else this.#addGram(span, sums);
      tree.add(sums);
    }
    const whole = tree.whole() ?? this.#take(kind);
    this.#free[kind].push(whole);
    return new Float64Array(whole);
  }

  /** Zeros, where kernels add to them. */
  #take(kind: PassKind): Float64Array {
    return this.#free[kind].pop()?.fill(0) ?? this.#options.allocate(this.lengths[kind]);
  }

  #evaluate(span: Span, sums: Float64Array): void {
    const { reader, shards } = this.#options;
    reader.inPlace(span, (rows, there, first) => shards.evaluate(rows, there, first, sums, 0));
  }

  #addGradient(span: Span, sums: Float64Array): void {
    const { reader, shards, sums: one } = this.#options;
    let isFirst = true;
    reader.inPlace(span, (rows, there, first) => {
      shards.readInPlace(rows, there, first, one, isFirst);
      isFirst = false;
    });
    sums.set(one.all);
  }

  #addGram(span: Span, sums: Float64Array): void {
    const { reader, shape, columns } = this.#options;
    reader.inPlace(span, (rows, { xs }, first) => addGram(columns, xs, first, rows, shape, sums, 0));
  }
}
