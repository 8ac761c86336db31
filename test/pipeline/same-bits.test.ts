/** One law for every order and solver: the same bits for any number of workers, with rows in memory or spilled to disk. */
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Config, checkConfig, type PublicConfig } from '#chainrule/config/check-config.js';
import { standardization } from '#chainrule/data/standardization.js';
import { passesOverRows } from '#chainrule/engines/passes-over-rows.js';
import type { Pool } from '#chainrule/engines/threads/pool.js';
import { ThisThread } from '#chainrule/engines/threads/this-thread.js';
import { ThreadWorkers } from '#chainrule/engines/threads/thread-workers.js';
import { Threads } from '#chainrule/engines/threads/threads.js';
import { chooseSolver } from '#chainrule/pipeline/choose-solver.js';
import { standardizing } from '#chainrule/pipeline/configured-model.js';
import { fitModel } from '#chainrule/pipeline/fit.js';
import { ingest } from '#chainrule/pipeline/ingest.js';
import { load } from '#chainrule/pipeline/load.js';
import { evaluate } from '#chainrule/train/evaluation.js';
import { linearExamples } from '../support/examples.js';
import { temporaryFolder } from '../support/folder.js';
import { csv } from '../support/training.js';

const folder = temporaryFolder();
const [rows, features] = [330, 3];
const { xs, ys } = linearExamples(rows, features);
const examples = [...ys].map((y, row) => [...xs.subarray(row * features, (row + 1) * features), y]);
const data = folder.write('linear.csv', csv(['a', 'b', 'c', 'y'], examples));

const orders = ['rows', 'blocks', 'file', 'replacement'] as const;
const solvers: Readonly<Record<string, Omit<PublicConfig, 'model' | 'target'>>> = {
  sgd: { solver: 'sgd' },
  // Shards of a step go to several workers.
  'sgd in large steps, with momentum': { solver: 'sgd', sgd: { batchSize: 200, momentum: 0.5 } },
  svrg: { solver: 'svrg' },
  'sgd with rows held out': { solver: 'sgd', stop: { validation: 0.2, patience: 5 } },
};
const base: PublicConfig = { model: 'ridge', target: 'y', blockRows: 64, shardRows: 16, seed: 5 };

/** Of the first engine. */
const expected = new Map<string, unknown>();

const cases: (readonly [string, Config])[] = orders.flatMap((order) =>
  Object.entries(solvers).map(([name, { sgd, ...solver }]): readonly [string, Config] => [
    `${name}, order ${order}`,
    checkConfig({ ...base, ...solver, workers: 2, sgd: { epochs: 2, batchSize: 20, ...sgd, order } }),
  ]),
);
cases.push(['exact', checkConfig({ ...base, solver: 'exact' })]);
cases.push([
  'exact, with rows held out',
  checkConfig({ ...base, solver: 'exact', stop: { validation: 0.2 } }),
]);

/** All numbers that a run ends with. */
async function run(pool: Pool, config: Config) {
  const workers = new ThreadWorkers(pool);
  const { blockRows, seed, stop } = config;
  const leftOut = stop.validation === undefined ? undefined : { seed, fraction: stop.validation };
  const reading = { inputs: [data], target: 'y', features: { exclude: [] }, blockRows, leftOut };
  const read = await ingest(workers, { ...reading, rangeBytes: 5000, credits: 4 }, () => undefined);
  const { moments, columns } = read;
  const passes = passesOverRows(workers, { width: columns.width, blockRows });
  const standard = standardization(moments, columns.features, standardizing(config));
  const prepared = { ...read, workers, passes, standard };
  const { resolved } = chooseSolver(config, prepared);
  const loaded = await load(prepared, resolved);
  const context = { trace: 0, elapsed: () => 0, tell: () => undefined, stopped: () => false };
  const fitted = await fitModel(loaded, resolved, context);
  const { engine, job } = loaded;
  const validation = job.validationRows > 0 ? await evaluate(engine, 'validation') : undefined;
  const parameters = [...engine.state.parameters];
  return { moments, fitted, parameters, training: await evaluate(engine), validation };
}

const pools: readonly (readonly [string, (budget: object) => Pool])[] = [
  ['in process', (budget) => new ThisThread(budget)],
  ...[1, 2, 5].map(
    (count) => [`${count} workers`, (budget: object) => new Threads({ workers: count, ...budget })] as const,
  ),
];

describe.each(pools)('%s', (_, start) => {
  let inMemory: Pool;
  let spilled: Pool;
  beforeAll(() => {
    inMemory = start({});
    spilled = start({ budget: 0, spillFolder: tmpdir() });
  });
  afterAll(() => Promise.all([inMemory.close(), spilled.close()]));

  test.each(cases)('%s', async (name, config) => {
    const numbers = await run(inMemory, config);
    expect(numbers.parameters.every((value) => Number.isFinite(value) && value !== 0)).toBe(true);
    if (!expected.has(name)) expected.set(name, numbers);
    expect(numbers).toEqual(expected.get(name));
    const before = spilled.spill.takeDisk(0);
    expect(await run(spilled, config)).toEqual(numbers);
    // Decoded rows and the table.
    expect(spilled.spill.takeDisk(0) - before).toBe(2 * rows * (features + 1) * 8);
    expect(inMemory.spill.takeDisk(0)).toBe(0);
  });
});
