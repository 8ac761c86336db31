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
  /** The last block read. */
  readonly #block: { first: number; count: number; readonly xs: Float64Array; readonly ys: Float64Array };

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
    this.#block = {
      first: 0,
      count: 0,
      xs: workspace.allocate(blockRows * features),
      ys: workspace.allocate(blockRows),
    };
  }

  ordered(epoch: number, { from, to }: Span, indices: Uint32Array): void {
    const { order, scattered } = this.#options;
    order.fill(epoch, from, to, indices);
    for (let i = 0; i < to - from; i++) {
      this.#bring(indices[i]!, i, scattered);
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
    const block = this.#block;
    if (row < block.first || row >= block.first + block.count) this.#read(row);
    copyRow(block.xs, row - block.first, xs, to, features);
    ys[to] = block.ys[row - block.first]!;
  }

  #read(row: number): void {
    const { table, spill } = this.#options;
    const at = onDisk(table, Math.floor(row / table.blockRows) * table.blockRows);
    const block = this.#block;
    spill.read(block.xs.subarray(0, at.count * table.features), at.x);
    spill.read(block.ys.subarray(0, at.count), at.y);
    block.first = at.first;
    block.count = at.count;
  }
}

function copyRow(from: Float64Array, row: number, to: Float64Array, place: number, features: number): void {
  for (let j = 0; j < features; j++) to[place * features + j] = from[row * features + j]!;
}
