/** Decoded rows as kernels and passes read them, in the thread at hand: those on disk are read, those left out are not there. */
import { copyRows } from '../../data/holdout.js';
import type { Piece } from '../../data/moments.js';
import type { Segment } from '../../data/segments.js';
import type { Spill } from '../../data/spill.js';
import type { Kernels } from '../../kernels/kernels.js';
import { float64At, partOf } from '../../kernels/memory.js';
import type { Scratch } from '../../kernels/scratch.js';
import type { DecodedBlock } from './messages.js';

export class DecodedRows {
  readonly #memory: WebAssembly.Memory;
  readonly #spill: Spill;
  readonly #scratch: Scratch;
  readonly #kernels: Kernels;

  constructor(memory: WebAssembly.Memory, spill: Spill, scratch: Scratch, kernels: Kernels) {
    this.#memory = memory;
    this.#spill = spill;
    this.#scratch = scratch;
    this.#kernels = kernels;
  }

  /** Good until the next call. */
  pieces(segments: readonly Segment[], width: number): Piece[] {
    return segments.map(({ address, onDisk, rows }, index) => {
      if (!onDisk) return { values: float64At(this.#memory, address, rows * width), rows };
      const values = this.#scratch.floats(`piece ${index}`, rows * width);
      this.#spill.read(values.subarray(0, rows * width), address);
      return { values, rows };
    });
  }

  /** The same without the rows that are held out, or these alone. */
  #kept({ pieces: segments, leftOut, of }: DecodedBlock, width: number): Piece[] {
    const pieces = this.pieces(segments, width);
    if (leftOut === undefined) return pieces;
    const values = this.#scratch.floats('kept', rowsOf(pieces) * width);
    const rows = copyRows(pieces, width, leftOut, values, of);
    return rows === 0 ? [] : [{ values, rows }];
  }

  /** Contiguous rows, the outcome last in each, where kernels can read them directly. */
  block(decoded: DecodedBlock, width: number): Piece {
    const pieces = this.#kept(decoded, width);
    const rows = rowsOf(pieces);
    const [only] = pieces;
    if (pieces.length === 1 && only !== undefined) {
      return { values: partOf(only.values, 0, rows * width), rows };
    }
    const values = partOf(this.#scratch.floats('block', rows * width), 0, rows * width);
    let to = 0;
    for (const piece of pieces) {
      const count = piece.rows * width;
      this.#kernels.copy(piece.values, 0, partOf(values, to, count), count);
      to += count;
    }
    return { values, rows };
  }
}

function rowsOf(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, { rows }) => sum + rows, 0);
}
