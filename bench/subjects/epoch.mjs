/** One SGD epoch over standardized rows in memory: epoch.mjs ROWS FEATURES BATCH_SIZE STEP_SIZE WORKERS. */
import { runEpochs } from '../../dist/train/coordinator.js';
import { evaluate } from '../../dist/train/evaluation.js';
import { startEngine, startThreads } from '../chainrule.mjs';
import { serve } from './serve.mjs';

const [rows, features, batchSize, stepSize, workers] = process.argv.slice(2).map(Number);
const threads = startThreads(workers);
const { engine } = startEngine(threads, { rows, features, batchSize, stepSize, order: 'rows' });
const start = await evaluate(engine);
const stepSizes = { initial: stepSize, decay: 0, root: false };
await serve(async () => {
  for await (const { objective } of runEpochs(engine, { stepSizes, rules: { epochs: 1 }, start })) {
    if (objective > start.objective) throw new Error(`the objective rose to ${objective}`);
  }
});
await threads.close();
