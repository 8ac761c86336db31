/** A CSV decoded, and then solved exactly: exact-file.mjs PATH WORKERS. Tells the seconds of decoding and of both. */
import { decode, exactly, startThreads } from '../chainrule.mjs';
import { serve } from './serve.mjs';

const [path, workers] = process.argv.slice(2);
const threads = startThreads(Number(workers));
await serve(async () => {
  const began = performance.now();
  const { workers: read, columns } = await decode(threads, path);
  const decoded = performance.now();
  await exactly(read, columns.width);
  return { decoding: (decoded - began) / 1000, seconds: (performance.now() - began) / 1000 };
});
await threads.close();
