/** Passes over the whole table as it lies, shard by shard: errors, the full gradient, second moments of columns. */
import type { ExamplesPass } from '../graph/split.js';
import type { Columns } from '../kernels/columns.js';
import type { Compiled } from './job.js';
import { type Span, shard } from './plan.js';
import type { TileReader } from './rows.js';
import { addGram, type GramShape, gramLength } from './smoothness.js';
import type { Tiles } from './tiles.js';

/** What is summed, and how many numbers a shard of it has: see the methods of `TablePasses`. */
export type PassKind = 'evaluation' | 'gradient' | 'gram';

export interface TablePassesOptions {
  readonly compiled: Compiled;
  readonly examples: ExamplesPass;
  readonly reader: TileReader;
  readonly tiles: Tiles;
  readonly shardRows: number;
  readonly shape: GramShape;
  readonly columns: Columns;
}

export class TablePasses {
  readonly lengths: Readonly<Record<PassKind, number>>;
  readonly #options: TablePassesOptions;

  constructor(options: TablePassesOptions) {
    this.#options = options;
    this.lengths = {
      evaluation: 3,
      gradient: 1 + options.examples.border.size,
      gram: gramLength(options.shape),
    };
  }

  /**
   * The sums of shards [shards.from, shards.to) of rows [rows.from, rows.to) of the table, as they lie, one shard after
   * the other in `sums` from shard 0 on. `border` holds the values at the border.
   *
   * evaluation: ΣJ, Σ(y − ŷ)², Σ|y − ŷ| · gradient: ΣJ and the partials at the border · gram: see `smoothness.ts`.
   */
  run(kind: PassKind, rows: Span, shards: Span, border: Float64Array, sums: Float64Array): void {
    const { examples, shardRows } = this.#options;
    examples.receive(border);
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
    const { examples, reader, tiles, compiled } = this.#options;
    reader.inPlace(span, (rows, there, first) => {
      tiles.bind(there, first);
      const { ys } = there;
      const { objective, predictions } = examples.predict(rows, compiled.prediction);
      for (let row = 0; row < rows; row++) {
        const residual = ys[first + row]! - predictions[row]!;
        sums[at]! += objective[row]!;
        sums[at + 1]! += residual * residual;
        sums[at + 2]! += Math.abs(residual);
      }
    });
  }

  #addGradient(span: Span, sums: Float64Array, at: number): void {
    const { reader, tiles } = this.#options;
    reader.inPlace(span, (rows, there, first) => tiles.addInPlace(rows, there, first, sums, at));
  }

  #addGram(span: Span, sums: Float64Array, at: number): void {
    const { reader, shape, columns } = this.#options;
    reader.inPlace(span, (rows, { xs }, first) => addGram(columns, xs, first, rows, shape, sums, at));
  }
}
