/** Law: what one thread allocated, any other reaches at once, though it has not heard that the memory grew. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { allocate, createMemory, float64At } from '#chainrule/kernels/memory.js';

const code = `
  const { workerData: { memory, state, room }, parentPort } = require('node:worker_threads');
  import(room).then(({ allocate, float64At }) => {
    memory.buffer;
    parentPort.postMessage('waiting');
    Atomics.wait(state, 0, 0);
    const value = float64At(memory, state[0], 1)[0];
    parentPort.postMessage([value, allocate(memory, 8)]);
  });
`;

test('a view beyond the length that a thread knows, and an allocation there', async () => {
  const memory = createMemory();
  const state = new Int32Array(new SharedArrayBuffer(4));
  const room = new URL('../../dist/kernels/memory.js', import.meta.url).href;
  const worker = new Worker(code, { eval: true, workerData: { memory, state, room } });
  await once(worker, 'message');
  allocate(memory, 2 ** 24);
  const address = allocate(memory, 8);
  float64At(memory, address, 1)[0] = 42;
  const answer = once(worker, 'message');
  Atomics.store(state, 0, address);
  Atomics.notify(state, 0);
  const [[value, next]] = await answer;
  await worker.terminate();
  expect(value).toBe(42);
  expect(next).toBeGreaterThan(address);
  // Growing by what is missing, not by what the thread believed to be missing.
  expect(memory.buffer.byteLength).toBeLessThan(2 ** 24 + 2 ** 18);
});
