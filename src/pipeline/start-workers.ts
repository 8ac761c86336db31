/** How many threads pay. Never changes a result: sums do not know who computed them. */
import { availableParallelism } from 'node:os';
import { ThisThread } from '../engines/threads/this-thread.js';
import type { Workers, WorkersOptions } from '../engines/threads/workers.js';

/** Starting another thread takes as long as decoding about so many bytes. */
const bytesPerThread = 64 * 1024 * 1024;

/** The same where steps, too, are shared out: each epoch makes up for some of it. */
const bytesPerSteppingThread = 4 * 1024 * 1024;

/** Rows of a minibatch from which on a step may be worth sharing. */
const rowsPerShare = 4096;

/** The number of threads for so many bytes of input, and minibatches of so many rows. */
export function workerCount(workers: 'auto' | number, bytes: number, batchSize: number): number {
  if (workers !== 'auto') return workers;
  const each = batchSize < rowsPerShare ? bytesPerThread : bytesPerSteppingThread;
  return Math.max(1, Math.min(availableParallelism(), Math.floor(bytes / each) + 1));
}

/** Starts them; one that nobody asked for by number may be this thread. */
export async function startWorkers(
  count: number,
  asked: 'auto' | number,
  mayBlock: boolean,
  options: WorkersOptions,
): Promise<Workers> {
  if (mayBlock && asked === 'auto' && count === 1) return new ThisThread(options);
  const { Threads } = await import('../engines/threads/threads.js');
  return new Threads({ ...options, workers: count });
}

/** The least numbers in a minibatch for which a round of messages costs less than it saves. */
const numbersPerRound = 1 << 17;

/** Whether the shards of a step should go to several workers: always where the user asked for so many. */
export function spreadSteps(workers: 'auto' | number, batchSize: number, features: number): boolean {
  return workers !== 'auto' || batchSize * features >= numbersPerRound;
}
