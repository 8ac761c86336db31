/**
 * Buffers into which a thread decodes rows: in fresh memory, where the rows stay. The number of rows in a batch is known only
 * roughly in advance; a buffer that turns out much too large, or is not kept, is reused for the next batch.
 */
import type { Kernels } from '../../kernels/kernels.js';
import { allocate, float64At } from '../../kernels/memory.js';

/** Rows stay where they were decoded if at most this fraction of the buffer is wasted. */
const mostLost = 1 / 16;
/** How much larger than needed a buffer is that replaces one. */
const growth = 1 / 4;
const numberBytes = Float64Array.BYTES_PER_ELEMENT;

export class RowBuffer {
  readonly #memory: WebAssembly.Memory;
  readonly #kernels: Kernels;
  #address = 0;
  /** Of the buffer that is not kept yet. */
  #length = 0;
  /** What was requested last. */
  #room: Float64Array = new Float64Array();

  constructor(memory: WebAssembly.Memory, kernels: Kernels) {
    this.#memory = memory;
    this.#kernels = kernels;
  }

  /** A buffer for `length` numbers with arbitrary contents, valid until the next call. */
  take(length: number): Float64Array {
    if (length > this.#length) {
      // A buffer that is not kept is lost when it is too small: the next one is larger than needed, so few are lost.
      this.#length = this.#length === 0 ? length : Math.ceil(length * (1 + growth));
      this.#address = allocate(this.#memory, this.#length * numberBytes);
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
