/** Rows of a table that is partly on disk, brought to where the kernels read them. */
import type { Spill } from '../../data/spill.js';
import { onDisk, type Table } from '../../data/table.js';
import { partOf } from '../../kernels/memory.js';
import type { Workspace } from '../../kernels/workspace.js';
import type { EpochOrder } from '../../train/epoch-order.js';
import type { Span } from '../../train/minibatches.js';
import type { Examples, RowSource } from '../../train/rows.js';

/** About the bytes of rows brought at a time. */
const bytesAtATime = 4 * 1024 * 1024;

/** A block is read whole, or in pieces of at most so many bytes. */
const mostPieceBytes = 8 * 1024 * 1024;

export interface SpilledRowsOptions {
  readonly table: Table;
  readonly spill: Spill;
  readonly order: EpochOrder;
  readonly tileRows: number;
  /** Whether rows are visited one here, one there: then a block is not worth reading whole. */
  readonly scattered: boolean;
  readonly workspace: Workspace;
}

export class SpilledRows implements RowSource {
  readonly examples: Examples;
  readonly most: number;
  readonly atOnce: number;
  readonly #options: SpilledRowsOptions;
  /** Rows of a piece: those of a block where it is one piece. */
  readonly #pieceRows: number;
  /** The last piece of a block that was read. */
  readonly #piece: { first: number; count: number; readonly xs: Float64Array; readonly ys: Float64Array };

  constructor(options: SpilledRowsOptions) {
    const { table, tileRows, workspace } = options;
    const { features, blockRows } = table;
    this.#options = options;
    const rows = Math.floor(bytesAtATime / (features * Float64Array.BYTES_PER_ELEMENT));
    this.most = Math.max(tileRows, Math.min(1 << 14, rows));
    this.atOnce = this.most;
    this.examples = {
      xs: workspace.allocate(this.most * features),
      ys: workspace.allocate(this.most),
      features,
    };
    const rowBytes = features * Float64Array.BYTES_PER_ELEMENT;
    this.#pieceRows = Math.min(blockRows, Math.max(tileRows, Math.floor(mostPieceBytes / rowBytes)));
    this.#piece = {
      first: 0,
      count: 0,
      xs: workspace.allocate(this.#pieceRows * features),
      ys: workspace.allocate(this.#pieceRows),
    };
  }

  ordered(epoch: number, { from, to }: Span, indices: Uint32Array): void {
    const { order, scattered, table } = this.#options;
    order.fill(epoch, from, to, indices);
    const alone = scattered || this.#pieceRows < table.blockRows;
    for (let i = 0; i < to - from; i++) {
      this.#bring(indices[i]!, i, alone);
      indices[i] = i;
    }
  }

  inPlace({ from, to }: Span) {
    const { table } = this.#options;
    if (to <= table.rowsInMemory) return { examples: table, first: from };
    for (let row = from; row < to; row++) this.#bring(row, row - from, false);
    return { examples: this.examples, first: 0 };
  }

  /** Copies a row of the table to row `to` of the examples. */
  #bring(row: number, to: number, alone: boolean): void {
    const { table, spill } = this.#options;
    const { xs, ys, features } = this.examples;
    if (row < table.rowsInMemory) {
      copyRow(table.xs, row, xs, to, features);
      ys[to] = table.ys[row]!;
      return;
    }
    if (alone) {
      const at = onDisk(table, row);
      spill.read(partOf(xs, to * features, features), at.x);
      spill.read(partOf(ys, to, 1), at.y);
      return;
    }
    const piece = this.#piece;
    if (row < piece.first || row >= piece.first + piece.count) this.#read(row);
    copyRow(piece.xs, row - piece.first, xs, to, features);
    ys[to] = piece.ys[row - piece.first]!;
  }

  #read(row: number): void {
    const { table, spill } = this.#options;
    const block = onDisk(table, row);
    const within = row - block.first;
    const skipped = within - (within % this.#pieceRows);
    const count = Math.min(this.#pieceRows, block.count - skipped);
    const at = onDisk(table, block.first + skipped);
    const piece = this.#piece;
    spill.read(piece.xs.subarray(0, count * table.features), at.x);
    spill.read(piece.ys.subarray(0, count), at.y);
    piece.first = block.first + skipped;
    piece.count = count;
  }
}

function copyRow(from: Float64Array, row: number, to: Float64Array, place: number, features: number): void {
  for (let j = 0; j < features; j++) to[place * features + j] = from[row * features + j]!;
}
