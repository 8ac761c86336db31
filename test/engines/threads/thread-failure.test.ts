/** Threads that end for lack of something are failures of the environment, not defects. */

import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { threadFailure } from '#chainrule/engines/threads/thread-failure.js';

describe('a thread', () => {
  it('that runs out of heap memory is a failed training, with advice', async () => {
    const code = 'const all = []; for (;;) all.push(new Array(1000).fill(all.length));';
    const worker = new Worker(code, { eval: true, resourceLimits: { maxOldGenerationSizeMb: 8 } });
    const [error] = await once(worker, 'error').catch((thrown: unknown) => [thrown]);
    expect(threadFailure(error)).toMatchObject({
      exitStatus: 70,
      message: expect.stringContaining('fewer --workers'),
    });
  });

  it.each(['ERR_WORKER_INIT_FAILED', 'EAGAIN'])('that cannot start (%s) is worth another try', (code) => {
    const error = Object.assign(new Error('no thread'), { code });
    expect(threadFailure(error)).toMatchObject({
      exitStatus: 75,
      message: expect.stringContaining('ulimit -u'),
    });
  });

  it('that fails in any other way keeps its error', () => {
    const error = new Error('a defect');
    expect(threadFailure(error)).toBe(error);
  });
});
