/** The exact solver, certificate included, over decoded rows in memory: exact.mjs ROWS FEATURES WORKERS. */
import { ThreadWorkers } from '../../dist/engines/threads/thread-workers.js';
import { allocate, float64At } from '../../dist/kernels/memory.js';
import { random } from '../../dist/random.js';
import { exactly, startThreads } from '../chainrule.mjs';
import { serve } from './serve.mjs';

const [rows, features, workers] = process.argv.slice(2).map(Number);
const threads = startThreads(workers);
const width = features + 1;
const held = new ThreadWorkers(threads);
const header = Array.from({ length: width }, (_, j) => `x${j}`);
held.open({ header, slots: header.map((_, j) => j), width, blockRows: 8192 });
const source = random(1, 'bench');
const weights = Array.from({ length: features }, () => source.uniform());
const distinct = 1 << 14;
for (let from = 0; from < rows; from += distinct) {
  const count = Math.min(distinct, rows - from);
  const address = allocate(threads.memory, count * width * 8);
  const values = float64At(threads.memory, address, count * width);
  for (let at = 0; at < values.length; at += width) {
    let y = source.uniform();
    for (let j = 0; j < features; j++) {
      values[at + j] = source.uniform();
      y += weights[j] * values[at + j];
    }
    values[at + features] = y;
  }
  held.append({ handle: { address, onDisk: false, rows: count } });
}
await serve(async () => {
  await exactly(held, width);
});
await threads.close();
