/** Ends of a thread that are no defect: the system does not give what it needs. */
import { TrainingError, TryAgainError } from '../../errors.js';

/** 75 where a thread could not start, 70 where it ran out of memory; any other error as it is. */
export function threadFailure(error: unknown): unknown {
  const cause = { cause: error };
  switch (error instanceof Error && 'code' in error ? error.code : undefined) {
    case 'ERR_WORKER_INIT_FAILED':
    case 'EAGAIN': {
      const text = 'a worker thread could not start: the system has none left for this program';
      const advice = 'use fewer --workers, raise the limit (ulimit -u), or try again later';
      return new TryAgainError('THREAD_NOT_STARTED', `${text}; ${advice}`, cause);
    }
    case 'ERR_WORKER_OUT_OF_MEMORY': {
      const text = 'a worker thread ran out of heap memory; use fewer --workers or a smaller blockRows';
      return new TrainingError(
        'THREAD_MEMORY',
        `${text}, or run node with a larger --max-old-space-size`,
        cause,
      );
    }
    default:
      return error;
  }
}
