/** Worker threads that this process starts: to see that they end. */
import { once } from 'node:events';
import type { Worker } from 'node:worker_threads';

/** From now on, the threads started and a promise that all of them have ended. */
export function watchWorkers(): { readonly count: number; ended(): Promise<void> } {
  const ends: Promise<unknown>[] = [];
  const onWorker = (worker: Worker) => {
    ends.push(once(worker, 'exit'));
  };
  process.on('worker', onWorker);
  return {
    get count() {
      return ends.length;
    },
    async ended() {
      // A start is told a moment later.
      await new Promise((resolve) => setImmediate(resolve));
      process.off('worker', onWorker);
      await Promise.all(ends);
    },
  };
}
