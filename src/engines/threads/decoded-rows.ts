/** Decoded rows as kernels and passes read them, in the thread at hand: those on disk are read, those left out are not there. */
import { copyKept } from '../../data/holdout.js';
import type { Piece } from '../../data/moments.js';
import type { Segment } from '../../data/segments.js';
import type { Spill } from '../../data/spill.js';
import { float64At } from '../../kernels/memory.js';
import type { Scratch } from '../../kernels/scratch.js';
import type { Block } from '../../solve/block-pass.js';
import type { DecodedBlock } from './messages.js';

export class DecodedRows {
  readonly #memory: WebAssembly.Memory;
  readonly #spill: Spill;
  readonly #scratch: Scratch;

  constructor(memory: WebAssembly.Memory, spill: Spill, scratch: Scratch) {
    this.#memory = memory;
    this.#spill = spill;
    this.#scratch = scratch;
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

  /** The same without the rows that are left out. */
  kept({ pieces: segments, leftOut }: DecodedBlock, width: number): Piece[] {
    const pieces = this.pieces(segments, width);
    if (leftOut === undefined) return pieces;
    const values = this.#scratch.floats('kept', rowsOf(pieces) * width);
    const rows = copyKept(pieces, width, leftOut, values);
    return rows === 0 ? [] : [{ values, rows }];
  }

  /** x and y apart. */
  block(decoded: DecodedBlock, width: number): Block {
    const pieces = this.kept(decoded, width);
    const d = width - 1;
    const rows = rowsOf(pieces);
    const x = this.#scratch.floats('block x', rows * d).subarray(0, rows * d);
    const y = this.#scratch.floats('block y', rows).subarray(0, rows);
    let to = 0;
    for (const { values, rows: some } of pieces) {
      for (let from = 0; from < some * width; from += width, to++) {
        for (let j = 0; j < d; j++) x[to * d + j] = values[from + j]!;
        y[to] = values[from + d]!;
      }
    }
    return { x, y };
  }
}

function rowsOf(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, { rows }) => sum + rows, 0);
}
