/** What a worker thread runs. */
import { threadId, workerData } from 'node:worker_threads';
import { toFailure } from '../../errors.js';
import { adoptKernels } from '../../kernels/kernel-module.js';
import { handlerOver } from './handlers.js';
import type { Reply, Task, WorkerData } from './messages.js';

const { memory, kernels, spill, blockBuffers }: WorkerData = workerData;
adoptKernels(kernels);
const handle = handlerOver(memory, spill, blockBuffers);

/** Runs one task. A failure is a value: errors lose their class and fields between threads. */
export default function run({ kind, request }: Task): Reply {
  try {
    return { status: 'done', thread: threadId, answer: handle(kind, request) };
  } catch (error) {
    return toFailure(error);
  }
}
