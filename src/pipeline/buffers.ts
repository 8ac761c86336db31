/** Buffers for chunks in shared memory, used again and again. */
import { allocateBytes } from '../kernels/decode.js';
import { bytesAt } from '../kernels/memory.js';
import { type Scan, type Scanned, wasmScan } from '../kernels/scan.js';

export interface SharedBuffer {
  readonly address: number;
  readonly bytes: Uint8Array;
}

export class SharedBuffers {
  readonly #memory: WebAssembly.Memory;
  readonly #scan: Scan;
  #free: SharedBuffer[] = [];

  constructor(memory: WebAssembly.Memory) {
    this.#memory = memory;
    this.#scan = wasmScan(memory);
  }

  take(bytes: number): SharedBuffer {
    const index = this.#free.findIndex((buffer) => buffer.bytes.length >= bytes);
    const [kept] = index < 0 ? [] : this.#free.splice(index, 1);
    if (kept !== undefined) return kept;
    const address = allocateBytes(this.#memory, bytes);
    return { address, bytes: bytesAt(this.#memory, address, bytes) };
  }

  release(buffer: SharedBuffer): void {
    this.#free.push(buffer);
  }

  scan({ bytes }: SharedBuffer, length: number): Scanned {
    return this.#scan(bytes, 0, length, false);
  }
}
