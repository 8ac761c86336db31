/**
 * One worker that is no thread of its own: what a small input needs, as starting a thread takes longer than the work. It
 * yields to the event loop between requests once it has worked for 20 ms, so signals and output are heeded. Requests are
 * cut so that each takes some milliseconds (`JobOptions.numbersTogether`, `blocksTogether`).
 */
import { closeSpill, openSpill, Spill, type SpillPlace } from '../../data/spill.js';
import { startYielding } from '../../event-loop.js';
import { createMemory, recycleMemory } from '../../kernels/memory.js';
import { BlockBuffers, placeBlockBuffers } from './block-buffers.js';
import { type Handle, handlerOver } from './handlers.js';
import type { AnswerOf, Kind, RequestOf } from './messages.js';
import type { Pool, PoolOptions } from './pool.js';
import { ceilingFor } from './shared-memory-plan.js';

export class ThisThread implements Pool {
  readonly memory: WebAssembly.Memory;
  readonly workers = 1;
  readonly spill: Spill;
  readonly blockBuffers: BlockBuffers;
  readonly options: PoolOptions;
  readonly #spillPlace: SpillPlace;
  readonly #handle: Handle;
  readonly #yieldToEventLoop = startYielding();
  #closed = false;

  constructor(options: PoolOptions = {}) {
    const { budget = Infinity, spillFolder } = options;
    this.options = options;
    this.memory = createMemory(ceilingFor(0, options));
    this.#spillPlace = openSpill(this.memory, budget, spillFolder);
    this.spill = new Spill(this.memory, this.#spillPlace);
    const buffers = placeBlockBuffers(this.memory, 1);
    this.blockBuffers = new BlockBuffers(this.memory, buffers);
    this.#handle = handlerOver(this.memory, this.#spillPlace, buffers);
  }

  async ask<K extends Kind>(
    kind: K,
    request: RequestOf<K>,
  ): Promise<{ answer: AnswerOf<K>; thread: number }> {
    await this.#yieldToEventLoop();
    if (this.#closed) throw new Error(`the work has ended; ${kind} was asked for`);
    return { answer: this.#handle(kind, request), thread: 0 };
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    closeSpill(this.#spillPlace);
  }

  async end(): Promise<void> {
    if (this.#closed) return;
    await this.close();
    recycleMemory(this.memory);
  }
}
