/** Law: what one thread allocated, any other reaches at once, though it has not heard that the memory grew. */
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { allocate, createMemory, float64At } from '#chainrule/kernels/memory.js';

/** What the other thread runs, bundled as it knows no TypeScript. */
const contents = `
  import { parentPort, workerData } from 'node:worker_threads';
  import { allocate, float64At } from './memory.js';

  const { memory, state } = workerData;
  memory.buffer;
  parentPort.postMessage('waiting');
  Atomics.wait(state, 0, 0);
  const value = float64At(memory, state[0], 1)[0];
  parentPort.postMessage([value, allocate(memory, 8)]);
`;
const resolveDir = fileURLToPath(new URL('../../src/kernels/', import.meta.url));

test('a view beyond the length that a thread knows, and an allocation there', async () => {
  const memory = createMemory();
  const state = new Int32Array(new SharedArrayBuffer(4));
  const bundle = { stdin: { contents, resolveDir }, bundle: true, platform: 'node', write: false } as const;
  const [text = ''] = (await build(bundle)).outputFiles.map((file) => file.text);
  const worker = new Worker(text, { eval: true, workerData: { memory, state } });
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
