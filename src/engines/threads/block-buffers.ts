/**
 * Buffers for whole blocks of decoded rows, which all threads share: a block can be larger than all other buffers
 * together, so there may be fewer than threads. A thread that finds none waits; the calling thread alone never does, as
 * there is always one.
 */
import { allocate, float64At, uint32At } from '../../kernels/memory.js';

export interface BlockBuffersAt {
  readonly address: number;
  /** The most there can be. */
  readonly most: number;
}

const headWords = 2;
const count = 0;
const released = 1;
const slotWords = 3;

/** In shared memory: how many there are, how many were released, and of each: whether it is taken, address, length. */
export function placeBlockBuffers(memory: WebAssembly.Memory, most: number): BlockBuffersAt {
  const address = allocate(memory, (headWords + most * slotWords) * Uint32Array.BYTES_PER_ELEMENT);
  const at = { address, most };
  new BlockBuffers(memory, at).limit(most);
  return at;
}

export class BlockBuffers {
  readonly #memory: WebAssembly.Memory;
  readonly #words: Uint32Array;
  readonly #signals: Int32Array;

  constructor(memory: WebAssembly.Memory, { address, most }: BlockBuffersAt) {
    this.#memory = memory;
    this.#words = uint32At(memory, address, headWords + most * slotWords);
    this.#signals = new Int32Array(this.#words.buffer, address, headWords);
  }

  /** Sets how many there are, at least 1, before the first is used. */
  limit(buffers: number): void {
    Atomics.store(this.#words, count, buffers);
  }

  /** Calls `use` with a buffer of `length` numbers, whatever they are. */
  withBuffer<Result>(length: number, use: (buffer: Float64Array) => Result): Result {
    const slot = this.#take();
    const [address, capacity] = [slot + 1, slot + 2];
    try {
      if (this.#words[capacity]! < length) {
        this.#words[address] = allocate(this.#memory, length * Float64Array.BYTES_PER_ELEMENT);
        this.#words[capacity] = length;
      }
      return use(float64At(this.#memory, this.#words[address]!, length));
    } finally {
      Atomics.store(this.#words, slot, 0);
      Atomics.add(this.#signals, released, 1);
      Atomics.notify(this.#signals, released, 1);
    }
  }

  #take(): number {
    for (;;) {
      const seen = Atomics.load(this.#signals, released);
      for (let k = 0; k < Atomics.load(this.#words, count); k++) {
        const slot = headWords + k * slotWords;
        if (Atomics.compareExchange(this.#words, slot, 0, 1) === 0) return slot;
      }
      Atomics.wait(this.#signals, released, seen);
    }
  }
}
