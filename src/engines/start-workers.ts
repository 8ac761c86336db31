/** How many workers are worth starting. Never changes a result: sums do not depend on who computes them. */
import { availableParallelism } from 'node:os';
import type { PoolOptions } from './threads/pool.js';
import { ThisThread } from './threads/this-thread.js';
import { ThreadWorkers } from './threads/thread-workers.js';
import type { Workers } from './workers.js';

/** Starting another thread takes as long as decoding about so many bytes. */
const bytesPerThread = 64 * 1024 * 1024;

/** The same where steps, too, are spread over threads: each epoch makes up for some of it. */
const bytesPerSteppingThread = 4 * 1024 * 1024;

/** Rows of a minibatch from which on a step may be worth spreading. */
const rowsPerStep = 4096;

/** The number of threads for so many bytes of input, and minibatches of so many rows. */
export function workerCount(workers: 'auto' | number, bytes: number, batchSize: number): number {
  if (workers !== 'auto') return workers;
  const each = batchSize < rowsPerStep ? bytesPerThread : bytesPerSteppingThread;
  return Math.max(1, Math.min(availableParallelism(), Math.floor(bytes / each) + 1));
}

/** Starts them; a single one may be this thread, unless a number was asked for. */
export async function startWorkers(
  count: number,
  asked: 'auto' | number,
  mayBlock: boolean,
  options: PoolOptions,
): Promise<Workers> {
  if (mayBlock && asked === 'auto' && count === 1) return new ThreadWorkers(new ThisThread(options));
  const { Threads } = await import('./threads/threads.js');
  return new ThreadWorkers(new Threads({ ...options, workers: count }));
}

/** The least numbers in a minibatch for which a round of messages costs less than it saves. */
const numbersPerRound = 1 << 17;

/** Whether the shards of a step should go to several workers: always where the user asked for so many. */
export function spreadSteps(workers: 'auto' | number, batchSize: number, features: number): boolean {
  return workers !== 'auto' || batchSize * features >= numbersPerRound;
}
