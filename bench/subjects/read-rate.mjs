/** A plain sum over memory by several threads, in GB/s: read-rate.mjs BYTES THREADS. */
import { once } from 'node:events';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { compileString } from 'assemblyscript/asc';
import { serve } from './serve.mjs';

const pageBytes = 65_536;

/** Eight sums of two at a time, so that loads are what it waits for. */
const source = `
export function sum(at: usize, end: usize): f64 {
  let s0 = f64x2.splat(0), s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0;
  for (; at < end; at += 128) {
    s0 = f64x2.add(s0, v128.load(at));
    s1 = f64x2.add(s1, v128.load(at, 16));
    s2 = f64x2.add(s2, v128.load(at, 32));
    s3 = f64x2.add(s3, v128.load(at, 48));
    s4 = f64x2.add(s4, v128.load(at, 64));
    s5 = f64x2.add(s5, v128.load(at, 80));
    s6 = f64x2.add(s6, v128.load(at, 96));
    s7 = f64x2.add(s7, v128.load(at, 112));
  }
  s0 = f64x2.add(f64x2.add(f64x2.add(s0, s1), f64x2.add(s2, s3)), f64x2.add(f64x2.add(s4, s5), f64x2.add(s6, s7)));
  return f64x2.extract_lane(s0, 0) + f64x2.extract_lane(s0, 1);
}`;

async function main() {
  const [bytes, count] = process.argv.slice(2).map(Number);
  const pages = Math.ceil(bytes / pageBytes) + 1;
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  new Float64Array(memory.buffer).fill(1);
  const { binary, error, stderr } = await compileString(source, {
    optimizeLevel: 3,
    runtime: 'stub',
    enable: ['simd', 'threads'],
    importMemory: true,
    sharedMemory: true,
    initialMemory: pages,
    maximumMemory: pages,
  });
  if (error) throw new Error(stderr.toString());
  // The first page is left alone; each thread takes whole pages.
  const border = (index) => pageBytes * (1 + Math.floor(((pages - 1) * index) / count));
  const workers = Array.from({ length: count }, (_, index) => {
    const span = { at: border(index), end: border(index + 1) };
    return new Worker(new URL(import.meta.url), { workerData: { memory, binary, ...span } });
  });
  await Promise.all(workers.map((worker) => once(worker, 'message')));
  await serve(async () => {
    const began = performance.now();
    const sums = workers.map((worker) => once(worker, 'message'));
    for (const worker of workers) worker.postMessage('go');
    const total = (await Promise.all(sums)).reduce((sum, [part]) => sum + part, 0);
    const seconds = (performance.now() - began) / 1000;
    if (total * 8 !== (pages - 1) * pageBytes) throw new Error(`the sum is ${total}`);
    return { rate: ((pages - 1) * pageBytes) / seconds / 1e9 };
  });
  for (const worker of workers) await worker.terminate();
}

function work({ memory, binary, at, end }) {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(binary), { env: { memory } });
  parentPort.on('message', () => parentPort.postMessage(exports.sum(at, end)));
  parentPort.postMessage('ready');
}

if (isMainThread) await main();
else work(workerData);
