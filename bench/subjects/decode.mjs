/** CSV to float64 in memory: decode.mjs PATH WORKERS. */
import { decode, startThreads } from '../chainrule.mjs';
import { serve } from './serve.mjs';

const [path, workers] = process.argv.slice(2);
const threads = startThreads(Number(workers));
await serve(async () => {
  await decode(threads, path);
});
await threads.close();
