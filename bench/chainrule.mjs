/**
 * How the bench reaches into chainrule: the built modules, and examples put straight into a pool's shared memory.
 * Where the interfaces of the modules change, this file and `subjects/` follow.
 */
import { join } from 'node:path';
import { allocateTable, openTable } from '../dist/data/table.js';
import { passesOverRows } from '../dist/engines/passes-over-rows.js';
import { ThreadWorkers } from '../dist/engines/threads/thread-workers.js';
import { Threads } from '../dist/engines/threads/threads.js';
import { ThreadsEngine } from '../dist/engines/threads/threads-engine.js';
import { graphModel } from '../dist/graph-file/graph-model.js';
import { readGraphFile } from '../dist/graph-file/read-graph-file.js';
import { leastSquares, ridge } from '../dist/models/linear.js';
import { Certifier } from '../dist/pipeline/certify.js';
import { ingest } from '../dist/pipeline/ingest.js';
import { solveExact } from '../dist/solve/exact/exact.js';
import { startSchedule } from '../dist/train/step-size.js';
import { normals } from './random.mjs';

const blockRows = 8192;
const shardRows = 1024;

/** A graph file of configs/, for d features. */
function ownGraph(name) {
  const path = join(import.meta.dirname, '..', 'configs', `${name}.graph.yaml`);
  return async (features) => graphModel(await readGraphFile(path), features);
}

/** Every graph that is shipped, for d features. */
export const shippedGraphs = {
  'least squares': (features) => leastSquares({ features, intercept: true }),
  'least squares without intercept': (features) => leastSquares({ features, intercept: false }),
  ridge: (features) => ridge({ features, intercept: true, l2Reg: 1e-4 }),
  'ridge without intercept': (features) => ridge({ features, intercept: false, l2Reg: 1e-4 }),
  huber: ownGraph('huber'),
  perceptron: ownGraph('perceptron'),
};

/** Decodes a file as `train` does, hash and moments included. */
export async function decode(threads, path) {
  const workers = new ThreadWorkers(threads);
  const options = {
    inputs: [path],
    target: 'y',
    features: {},
    blockRows,
    credits: threads.workers + 2,
  };
  return { ...(await ingest(workers, options, () => undefined)), workers };
}

/** Solves ridge exactly over decoded rows, and certifies it. */
export async function exactly(workers, width) {
  const run = passesOverRows(workers, { width, blockRows });
  const objective = { intercept: true, standardize: true, l2Reg: 1e-4 };
  const solution = await solveExact(run, { ...objective, onRankDeficient: 'error', names: [] });
  const { certified, reason } = await new Certifier(run, objective, true).ofSolution(solution);
  if (!certified) throw new Error(reason);
}

export function startThreads(workers) {
  return new Threads({ workers });
}

/** Rows of standard normal x and y = wᵀx + noise. Beyond `distinct` numbers they repeat: for timing of products alone. */
export function fillTable(memory, { rows, features, distinct = Number.POSITIVE_INFINITY }) {
  const place = allocateTable(memory, { rows, features, blockRows });
  const { xs, ys } = openTable(memory, place);
  const normal = normals(1);
  const fresh = Math.min(xs.length, distinct);
  for (let i = 0; i < fresh; i++) xs[i] = normal();
  for (let at = fresh; at < xs.length; at += fresh) xs.copyWithin(at, 0, Math.min(fresh, xs.length - at));
  for (let i = 0; i < rows; i++) {
    let y = normal();
    for (let j = 0; j < Math.min(features, 10); j++) y += xs[i * features + j] / (j + 1);
    ys[i] = y;
  }
  return place;
}

/** An engine on a filled table, with a step size that stays. */
export function startEngine(threads, { rows, features, ...settings }) {
  const { distinct, stepSize, ...own } = settings;
  const table = fillTable(threads.memory, { rows, features, distinct });
  const job = {
    model: ridge({ features, intercept: true, l2Reg: 1e-4 }),
    rows,
    validationRows: 0,
    blockRows,
    shardRows,
    seed: 1,
    solver: 'sgd',
    momentum: 0,
    averaging: false,
    evenSteps: false,
    ...own,
  };
  const engine = new ThreadsEngine(threads, job, table, { spreadSteps: threads.workers > 1 });
  startSchedule(engine.state.schedule, { initial: stepSize, decay: 0, root: false });
  return { engine, job };
}

export const trainScript = join(import.meta.dirname, '..', 'dist', 'cli', 'train.js');
