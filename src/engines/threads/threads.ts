/** A pool of worker threads over one shared memory: the only user of piscina. */
import { Piscina } from 'piscina';
import { fromFailure } from '../../errors.js';
import { createMemory } from '../../kernels/memory.js';
import type { AnswerOf, Kind, Reply, RequestOf, WorkerData } from './messages.js';

export interface ThreadsOptions {
  /** How many threads, at least 1. */
  readonly workers: number;
  /** The workers' module, and more for them to be born with: for tests that hold a worker back. */
  readonly module?: URL;
  readonly workerData?: Readonly<Record<string, unknown>>;
}

export class Threads {
  readonly memory: WebAssembly.Memory;
  readonly workers: number;
  readonly #pool: Piscina;

  constructor({ workers, module, workerData }: ThreadsOptions) {
    this.workers = workers;
    this.memory = createMemory();
    const born: WorkerData = { memory: this.memory };
    this.#pool = new Piscina({
      filename: (module ?? new URL('./worker.js', import.meta.url)).href,
      minThreads: workers,
      maxThreads: workers,
      workerData: { ...workerData, ...born },
    });
  }

  /** The answer, and the thread that gave it. Rejects with the error that the worker met, class and code as there. */
  async ask<K extends Kind>(
    kind: K,
    request: RequestOf<K>,
  ): Promise<{ answer: AnswerOf<K>; thread: number }> {
    const reply: Reply<K> = await this.#pool.run({ kind, request });
    if (reply.status === 'failure') throw fromFailure(reply);
    return reply;
  }

  /** Ends all threads, also in the middle of a task. */
  async close(): Promise<void> {
    await this.#pool.destroy();
  }
}
