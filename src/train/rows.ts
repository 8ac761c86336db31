/** Where a trainer finds its rows: gathered in the order of an epoch, or as they lie in the table. */
import type { Workspace } from '../kernels/workspace.js';
import type { EpochOrder, Window } from './epoch-order.js';
import type { Span } from './minibatches.js';

/** Examples, row-major. */
export interface Examples {
  readonly xs: Float64Array;
  readonly ys: Float64Array;
  readonly features: number;
}

/** The rows of a job, wherever they are kept. */
export interface RowSource {
  /** The arrays that `ordered` speaks of: always the same ones. */
  readonly examples: Examples;
  /** The most rows that `ordered` can bring within reach at a time. */
  readonly most: number;
  /** How many it brings best at a time, if a step does not need more. */
  readonly atOnce: number;
  /** Writes to `indices` where among the examples the rows at positions [from, to) of the epoch are, until the next call. */
  ordered(epoch: number, span: Span, indices: Uint32Array): void;
  /** Rows [from, to) of the table side by side, the first of them at row `first`; at most a tile of them. */
  inPlace(span: Span): { readonly examples: Examples; readonly first: number };
}

/** Rows that all lie in memory: nothing has to be brought. */
export class RowsInMemory implements RowSource {
  readonly examples: Examples;
  readonly most = 1 << 14;
  /** A window or two, not more: they are read into the cache before the first step on them. */
  readonly atOnce = 1 << 13;
  readonly #order: EpochOrder;
  readonly #touch: Workspace['touch'];
  /** The window whose block has been read through. */
  #near: Uint32Array | undefined;

  constructor(examples: Examples, order: EpochOrder, { touch }: Pick<Workspace, 'touch'>) {
    this.examples = examples;
    this.#order = order;
    this.#touch = touch;
  }

  ordered(epoch: number, { from, to }: Span, indices: Uint32Array): void {
    for (let position = from; position < to; ) {
      const window = this.#order.window(epoch, position);
      const until = Math.min(to, window.start + window.rows.length);
      this.#bringNear(window);
      indices.set(window.rows.subarray(position - window.start, until - window.start), position - from);
      position = until;
    }
  }

  /**
   * Reads through the rows of a window from the lowest to the highest: rows met in random order would each be waited
   * for. Not where rows are far apart, as with replacement.
   */
  #bringNear({ rows, block }: Window): void {
    if (rows === this.#near || block === undefined) return;
    const { xs, ys, features } = this.examples;
    this.#near = rows;
    this.#touch(xs, block.from * features, block.to * features);
    this.#touch(ys, block.from, block.to);
  }

  inPlace({ from }: Span) {
    return { examples: this.examples, first: from };
  }
}

/** Where a model's examples enter its graph. */
export interface Inputs {
  /** Position of the input leaf for x. */
  readonly input: number;
  /** Position of the input leaf for y. */
  readonly outcome: number;
}

/** Calls `tile` for each tile of rows, when they are in reach. */
export class TileReader {
  readonly #source: RowSource;
  readonly #indices: Uint32Array;
  readonly #tileRows: number;

  constructor(tileRows: number, source: RowSource, { allocateIndices }: Workspace) {
    this.#source = source;
    this.#tileRows = tileRows;
    this.#indices = allocateIndices(tileRows);
  }

  /** Positions of an epoch, in its order: the numbers of the rows among the examples of the source. */
  ordered(epoch: number, { from, to }: Span, tile: (indices: Uint32Array, rows: number) => void): void {
    for (let start = from; start < to; start += this.#tileRows) {
      const rows = Math.min(this.#tileRows, to - start);
      this.#source.ordered(epoch, { from: start, to: start + rows }, this.#indices);
      tile(this.#indices, rows);
    }
  }

  /** Rows of the table as they lie, not copied: `tile` gets where, from row `first` on. */
  inPlace({ from, to }: Span, tile: (rows: number, examples: Examples, first: number) => void): void {
    for (let start = from; start < to; start += this.#tileRows) {
      const rows = Math.min(this.#tileRows, to - start);
      const { examples, first } = this.#source.inPlace({ from: start, to: start + rows });
      tile(rows, examples, first);
    }
  }
}
