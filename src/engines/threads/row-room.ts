/**
 * Where a thread decodes rows: in fresh memory, where they stay. How many rows a chunk has is known roughly before; what
 * turns out too roomy, or is not kept, is used for the next chunk.
 */
import type { Kernels } from '../../kernels/kernels.js';
import { allocate, float64At } from '../../kernels/memory.js';

/** Rows stay where they were decoded if at most this share of the room would be lost. */
const mostLost = 1 / 16;
const numberBytes = Float64Array.BYTES_PER_ELEMENT;

export class RowRoom {
  readonly #memory: WebAssembly.Memory;
  readonly #kernels: Kernels;
  #address = 0;
  /** Of the room there is, which nobody has kept. */
  #length = 0;
  /** What was asked for last. */
  #room: Float64Array = new Float64Array();

  constructor(memory: WebAssembly.Memory, kernels: Kernels) {
    this.#memory = memory;
    this.#kernels = kernels;
  }

  /** Room for `length` numbers, whatever they are, until the next call. */
  take(length: number): Float64Array {
    if (length > this.#length) {
      this.#address = allocate(this.#memory, length * numberBytes);
      this.#length = length;
    }
    this.#room = float64At(this.#memory, this.#address, length);
    return this.#room;
  }

  /** The address at which the first `length` numbers of what was taken stay for good. */
  keep(length: number): number {
    if (length < this.#length * (1 - mostLost)) {
      const address = allocate(this.#memory, length * numberBytes);
      this.#kernels.copy(this.#room, 0, float64At(this.#memory, address, length), length);
      return address;
    }
    this.#length = 0;
    return this.#address;
  }
}
