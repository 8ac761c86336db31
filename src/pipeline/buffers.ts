/** Buffers for chunks in shared memory, used again and again. */
import type { RangeHash } from '../data/source.js';
import type { Stretch } from '../engines/threads/messages.js';
import type { Workers } from '../engines/threads/workers.js';
import { allocateBytes } from '../kernels/decode-kernel.js';
import { bytesAt } from '../kernels/memory.js';
import { type Scan, type Scanned, wasmScan } from '../kernels/scan.js';

export interface SharedBuffer {
  readonly address: number;
  readonly bytes: Uint8Array;
  /** How many still need what lies there. */
  users: number;
}

export class SharedBuffers {
  readonly #threads: Workers;
  readonly #scan: Scan;
  readonly #buffers: SharedBuffer[] = [];
  /** Where there is one worker, hashing is the coordinator's part; several would wait for it. */
  readonly newRange: (() => RangeHash) | undefined;

  constructor(threads: Workers) {
    this.#threads = threads;
    this.#scan = wasmScan(threads.memory);
    this.newRange = threads.workers > 1 ? () => this.#hashByWorkers() : undefined;
  }

  take(bytes: number): SharedBuffer {
    const free = this.#buffers.find((buffer) => buffer.users === 0 && buffer.bytes.length >= bytes);
    const buffer = free ?? this.#allocate(bytes);
    buffer.users = 1;
    return buffer;
  }

  #allocate(length: number): SharedBuffer {
    const { memory } = this.#threads;
    const address = allocateBytes(memory, length);
    const buffer = { address, bytes: bytesAt(memory, address, length), users: 0 };
    this.#buffers.push(buffer);
    return buffer;
  }

  release(buffer: SharedBuffer): void {
    buffer.users--;
  }

  scan({ bytes }: SharedBuffer, length: number): Scanned {
    return this.#scan(bytes, 0, length, false);
  }

  #hashByWorkers(): RangeHash {
    const parts: Stretch[] = [];
    const used: SharedBuffer[] = [];
    return {
      add: ({ byteOffset: address, length }) => {
        const buffer = this.#buffers.find((each) => isIn(each, address));
        if (buffer === undefined) throw new RangeError('the bytes to hash are not in any buffer');
        buffer.users++;
        used.push(buffer);
        parts.push({ address, length });
      },
      end: async () => {
        const { answer } = await this.#threads.ask('hash', { parts });
        for (const buffer of used) this.release(buffer);
        return answer.hash;
      },
    };
  }
}

function isIn({ address, bytes }: SharedBuffer, place: number): boolean {
  return address <= place && place < address + bytes.length;
}
