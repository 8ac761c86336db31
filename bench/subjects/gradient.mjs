/** One step with all rows in its minibatch: forward and backward over X in memory. gradient.mjs ROWS FEATURES WORKERS. */
import { startEngine, startThreads } from '../chainrule.mjs';
import { serve } from './serve.mjs';

const [rows, features, workers] = process.argv.slice(2).map(Number);
const threads = startThreads(workers);
const settings = { batchSize: rows, stepSize: 1e-6, order: 'file', distinct: 1 << 20 };
const { engine } = startEngine(threads, { rows, features, ...settings });
await serve(async () => {
  const { divergedAt } = await engine.takeSteps(0, { from: 0, to: 1 }, 0);
  if (divergedAt !== undefined) throw new Error('the gradient is not finite');
});
await threads.close();
