/** A pool of worker threads over one shared memory: the only user of piscina. */
import { Piscina } from 'piscina';
import { closeSpill, openSpill, Spill, type SpillPlace } from '../../data/spill.js';
import { fromFailure } from '../../errors.js';
import { compiledKernels } from '../../kernels/kernel-module.js';
import { createMemory, recycleMemory } from '../../kernels/memory.js';
import { BlockBuffers, placeBlockBuffers } from './block-buffers.js';
import type { AnswerOf, Kind, Reply, RequestOf, WorkerData } from './messages.js';
import type { Pool, PoolOptions } from './pool.js';
import { ceilingFor } from './shared-memory-plan.js';
import { threadFailure } from './thread-failure.js';

export interface ThreadsOptions extends PoolOptions {
  /** How many threads, at least 1. */
  readonly workers: number;
  /** The workers' module, and more `workerData`: for tests that hold a worker back. */
  readonly module?: URL;
  readonly workerData?: Readonly<Record<string, unknown>>;
}

export class Threads implements Pool {
  readonly memory: WebAssembly.Memory;
  readonly workers: number;
  readonly spill: Spill;
  readonly blockBuffers: BlockBuffers;
  readonly options: PoolOptions;
  readonly #spillPlace: SpillPlace;
  readonly #pool: Piscina;
  #closed = false;
  /** An error of a thread between tasks. */
  #failure: unknown;

  constructor({ workers, module, workerData, ...options }: ThreadsOptions) {
    const { budget = Infinity, spillFolder } = options;
    this.workers = workers;
    this.options = options;
    this.memory = createMemory(ceilingFor(workers, options));
    this.#spillPlace = openSpill(this.memory, budget, spillFolder);
    this.spill = new Spill(this.memory, this.#spillPlace);
    const blockBuffers = placeBlockBuffers(this.memory, workers);
    this.blockBuffers = new BlockBuffers(this.memory, blockBuffers);
    const kernels = compiledKernels();
    const started: WorkerData = { memory: this.memory, kernels, spill: this.#spillPlace, blockBuffers };
    // In the older module form: Node 20 aborts the process where a thread is ended while it links modules of the newer.
    this.#pool = new Piscina({
      filename: (module ?? new URL('./worker.cjs', import.meta.url)).href,
      minThreads: workers,
      maxThreads: workers,
      workerData: { ...workerData, ...started },
      // Workers create few objects; a larger young generation would only add to our memory.
      resourceLimits: { maxYoungGenerationSizeMb: 3 },
    });
    // An answer that arrives while the pool is being destroyed is emitted as an error; it is no longer needed.
    this.#pool.on('error', (error) => {
      if (!this.#closed) this.#failure ??= threadFailure(error);
    });
  }

  async ask<K extends Kind>(
    kind: K,
    request: RequestOf<K>,
  ): Promise<{ answer: AnswerOf<K>; thread: number }> {
    // A destroyed pool would start threads anew.
    if (this.#closed) throw new Error(`the threads are closed; ${kind} was asked of them`);
    if (this.#failure !== undefined) throw this.#failure;
    const reply: Reply<K> = await this.#run(kind, request);
    if (reply.status === 'failure') throw fromFailure(reply);
    return reply;
  }

  async #run<K extends Kind>(kind: K, request: RequestOf<K>): Promise<Reply<K>> {
    try {
      return await this.#pool.run({ kind, request });
    } catch (error) {
      throw threadFailure(error);
    }
  }

  /** Ends all threads, also in the middle of a task. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#pool.destroy();
    closeSpill(this.#spillPlace);
  }

  async end(): Promise<void> {
    if (this.#closed) return;
    await this.close();
    recycleMemory(this.memory);
  }
}
