/** Decoded rows as kernels and passes read them, in the thread at hand: those on disk are read, those left out are not there. */
import { copyRows } from '../../data/holdout.js';
import type { Piece } from '../../data/moments.js';
import type { Segment } from '../../data/segments.js';
import type { Spill } from '../../data/spill.js';
import type { Kernels } from '../../kernels/kernels.js';
import { float64At, partOf } from '../../kernels/memory.js';
import type { Scratch } from '../../kernels/scratch.js';
import type { BlockBuffers } from './block-buffers.js';
import type { DecodedBlock } from './messages.js';

export interface DecodedRowsOptions {
  readonly memory: WebAssembly.Memory;
  readonly spill: Spill;
  readonly scratch: Scratch;
  readonly kernels: Kernels;
  readonly buffers: BlockBuffers;
}

/** The most bytes of a piece. */
const mostPieceBytes = 4 * 1024 * 1024;

export class DecodedRows {
  readonly #options: DecodedRowsOptions;

  constructor(options: DecodedRowsOptions) {
    this.#options = options;
  }

  /** In order, at most `mostRows` rows at a time; each is valid until the next. */
  *pieces(segments: readonly Segment[], width: number, mostRows: number): Generator<Piece> {
    const { memory, scratch, spill } = this.#options;
    const rowBytes = width * Float64Array.BYTES_PER_ELEMENT;
    const most = Math.max(1, Math.min(mostRows, Math.floor(mostPieceBytes / rowBytes)));
    for (const segment of segments) {
      for (let from = 0; from < segment.rows; from += most) {
        const rows = Math.min(most, segment.rows - from);
        const address = segment.address + from * rowBytes;
        if (!segment.onDisk) {
          yield { values: float64At(memory, address, rows * width), rows };
          continue;
        }
        const values = partOf(scratch.floats('piece', most * width), 0, rows * width);
        spill.read(values, address);
        yield { values, rows };
      }
    }
  }

  /**
   * The result of `use` on the rows of a block that are wanted, side by side where kernels can read them; undefined where
   * there are none. They are copied only where they are not side by side in memory.
   */
  withBlock<Result>(
    { pieces: segments, leftOut, of }: DecodedBlock,
    width: number,
    use: (rows: Piece) => Result,
  ): Result | undefined {
    const { memory, buffers } = this.#options;
    const rows = segments.reduce((sum, segment) => sum + segment.rows, 0);
    const [first] = segments;
    if (first === undefined) return undefined;
    if (leftOut === undefined && segments.length === 1 && !first.onDisk)
      return use({ values: float64At(memory, first.address, rows * width), rows });
    return buffers.withBuffer(rows * width, (values) => {
      this.#copy(segments, width, values);
      if (leftOut === undefined) return use({ values, rows });
      // Rows move towards the front only, so they can be copied within the buffer.
      const kept = copyRows([{ values, rows }], width, leftOut, values, of);
      return kept === 0 ? undefined : use({ values: partOf(values, 0, kept * width), rows: kept });
    });
  }

  #copy(segments: readonly Segment[], width: number, values: Float64Array): void {
    const { memory, spill, kernels } = this.#options;
    let to = 0;
    for (const { address, onDisk, rows } of segments) {
      const count = rows * width;
      const part = partOf(values, to, count);
      if (onDisk) spill.read(part, address);
      else kernels.copy(float64At(memory, address, count), 0, part, count);
      to += count;
    }
  }
}
