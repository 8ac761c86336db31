/** Buffers for chunks in shared memory, used again and again. */
import { allocate, bytesAt } from '../kernels/memory.js';

export interface SharedBuffer {
  readonly address: number;
  readonly bytes: Uint8Array;
}

export class SharedBuffers {
  readonly #memory: WebAssembly.Memory;
  #free: SharedBuffer[] = [];

  constructor(memory: WebAssembly.Memory) {
    this.#memory = memory;
  }

  take(bytes: number): SharedBuffer {
    const index = this.#free.findIndex((buffer) => buffer.bytes.length >= bytes);
    const [kept] = index < 0 ? [] : this.#free.splice(index, 1);
    if (kept !== undefined) return kept;
    const address = allocate(this.#memory, bytes);
    return { address, bytes: bytesAt(this.#memory, address, bytes) };
  }

  release(buffer: SharedBuffer): void {
    this.#free.push(buffer);
  }
}
