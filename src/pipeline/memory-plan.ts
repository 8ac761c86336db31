/** How much memory rows may take, and whether a file is needed for more. Never changes a result. */
import { tmpdir } from 'node:os';
import { bytesOfSize } from '../config/size.js';

/** WebAssembly addresses 4 GiB; chunks, buffers and partials need some of it. */
const mostBytes = 3.5 * 2 ** 30;

/** Of the memory, buffers that rows pass through on their way take up to a quarter, and so many bytes at the most. */
const mostForBuffers = 64 * 2 ** 20;

/** A cell of one digit and its comma, 2 bytes, become 8; rows lie there twice, as read and as trained on. */
const mostPerByte = 8;

export interface MemoryPlan {
  readonly budget: number;
  /** Where rows go that do not fit; undefined where they are sure to. */
  readonly spillFolder: string | undefined;
}

/** For `memory` as in the config and so many bytes of input, which may be unknown (Infinity). */
export function planMemory(memory: string, bytes: number): MemoryPlan {
  const wanted = (memory === 'auto' ? undefined : bytesOfSize(memory)) ?? process.availableMemory() / 2;
  const budget = Math.min(mostBytes, wanted - Math.min(wanted / 4, mostForBuffers));
  return { budget, spillFolder: bytes * mostPerByte <= budget ? undefined : tmpdir() };
}
