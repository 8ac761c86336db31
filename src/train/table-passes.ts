/** Passes over the whole table as it lies, shard by shard: errors, the full gradient, second moments of columns. */
import type { Sums } from '../graph/split.js';
import type { ColumnKernels } from '../kernels/column-kernels.js';
import { type Span, shard } from './minibatches.js';
import type { TileReader } from './rows.js';
import type { Shards } from './shards.js';
import { addGram, type GramShape } from './smoothness.js';

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
}

export class TablePasses {
  readonly lengths: Readonly<Record<PassKind, number>>;
  readonly #options: TablePassesOptions;

  constructor(options: TablePassesOptions) {
    this.#options = options;
    this.lengths = options.lengths;
  }

  /**
   * The sums of shards [shards.from, shards.to) of rows [rows.from, rows.to) of the table, as they lie, one shard after
   * the other in `sums` from shard 0 on. `border` holds the values at the border.
   *
   * evaluation: ΣJ, Σ(y − ŷ)², Σ|y − ŷ| · gradient: ΣJ and the partials at the border · gram: see `smoothness.ts`.
   */
  run(kind: PassKind, rows: Span, shards: Span, border: Float64Array, sums: Float64Array): void {
    const { shards: pass, shardRows } = this.#options;
    pass.receive(border);
    const length = this.lengths[kind];
    for (let index = shards.from; index < shards.to; index++) {
      const at = index * length;
      sums.fill(0, at, at + length);
      const span = shard(rows, index, shardRows);
      if (kind === 'evaluation') this.#evaluate(span, sums, at);
      else if (kind === 'gradient') this.#addGradient(span, sums, at);
      else this.#addGram(span, sums, at);
    }
  }

  #evaluate(span: Span, sums: Float64Array, at: number): void {
    const { reader, shards } = this.#options;
    reader.inPlace(span, (rows, there, first) => shards.evaluate(rows, there, first, sums, at));
  }

  #addGradient(span: Span, sums: Float64Array, at: number): void {
    const { reader, shards, sums: one } = this.#options;
    let isFirst = true;
    reader.inPlace(span, (rows, there, first) => {
      shards.readInPlace(rows, there, first, one, isFirst);
      isFirst = false;
    });
    sums.set(one.all, at);
  }

  #addGram(span: Span, sums: Float64Array, at: number): void {
    const { reader, shape, columns } = this.#options;
    reader.inPlace(span, (rows, { xs }, first) => addGram(columns, xs, first, rows, shape, sums, at));
  }
}
