/** Who answers requests: a pool of threads, or the thread that asks. */
import type { Spill } from '../../data/spill.js';
import type { BlockBuffers } from './block-buffers.js';
import type { AnswerOf, Kind, RequestOf } from './messages.js';

export interface PoolOptions {
  /** Bytes of memory for rows; without, there is no limit but that of WebAssembly. */
  readonly budget?: number;
  /** Where rows go that do not fit in it; without, they are sure to fit. */
  readonly spillFolder?: string | undefined;
  /** Bytes of input, as far as they are known. */
  readonly inputBytes?: number;
  /** Whether matrices of the exact solver need memory; where they are small by default. */
  readonly exact?: 'always' | 'affordable' | 'never';
  /** Bytes that the memory can have: tests use less than there may be. */
  readonly ceiling?: number | undefined;
}

export interface Pool {
  readonly memory: WebAssembly.Memory;
  /** How many workers there are. */
  readonly workers: number;
  readonly spill: Spill;
  readonly blockBuffers: BlockBuffers;
  readonly options: PoolOptions;
  /**
   * The answer, and the number of the thread that gave it. Rejects with the error that the worker met, class and code
   * as there, and after `close`: what is still going on then ends with its next request.
   */
  ask<K extends Kind>(kind: K, request: RequestOf<K>): Promise<{ answer: AnswerOf<K>; thread: number }>;
  close(): Promise<void>;
  /** The same once all is answered, and none reads its memory any more: that is used again. */
  end(): Promise<void>;
}
