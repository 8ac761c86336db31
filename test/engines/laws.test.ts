/** The suite that all `Workers` must pass: the same bits whoever works, in memory or spilled, in requests of any size. */
import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { standardization } from '#chainrule/data/standardization.js';
import { passesOverRows } from '#chainrule/engines/passes-over-rows.js';
import type { AnswerOf, Kind, RequestOf } from '#chainrule/engines/threads/messages.js';
import type { PoolOptions } from '#chainrule/engines/threads/pool.js';
import { ThisThread } from '#chainrule/engines/threads/this-thread.js';
import { ThreadWorkers } from '#chainrule/engines/threads/thread-workers.js';
import { Threads } from '#chainrule/engines/threads/threads.js';
import type { Workers } from '#chainrule/engines/workers.js';
import { ridge } from '#chainrule/models/linear.js';
import { ingest } from '#chainrule/pipeline/ingest.js';
import type { Job } from '#chainrule/train/job.js';
import { stepsPerEpoch } from '#chainrule/train/minibatches.js';
import { startSchedule } from '#chainrule/train/step-size.js';
import { linearExamples } from '../support/examples.js';
import { temporaryFolder } from '../support/folder.js';
import { plainSteps } from '../support/states.js';
import { csv } from '../support/training.js';

const folder = temporaryFolder();
const [rows, features, blockRows, shardRows, seed, validation] = [2011, 3, 64, 16, 5, 0.2];
const { xs, ys } = linearExamples(rows, features);
const header = ['a', 'b', 'c', 'y'];
const examples = [...ys].map((y, row) => [...xs.subarray(row * features, (row + 1) * features), y]);
const data = folder.write('linear.csv', csv(header, examples));

const spilled: PoolOptions = { budget: 30_000, spillFolder: tmpdir() };

const engines: readonly [string, (options: PoolOptions) => Workers][] = [
  ['in process', (options) => new ThreadWorkers(new ThisThread(options))],
  ['one thread', (options) => new ThreadWorkers(new Threads({ ...options, workers: 1 }))],
  ['two threads', (options) => new ThreadWorkers(new Threads({ ...options, workers: 2 }))],
  ['five threads', (options) => new ThreadWorkers(new Threads({ ...options, workers: 5 }))],
];

interface How {
  readonly order: Job['order'];
  readonly batchSize: number;
  readonly numbersTogether?: number;
}

/** All numbers that a run computes, from the moments to the passes after two epochs. */
async function numbersOf(workers: Workers, { order, batchSize, ...options }: How) {
  const leftOut = { seed, fraction: validation };
  const reading = { inputs: [data], target: 'y', features: { exclude: [] }, blockRows, leftOut };
  const { moments, columns } = await ingest(
    workers,
    { ...reading, rangeBytes: 5000, credits: 4 },
    () => undefined,
  );
  const run = passesOverRows(workers, { width: columns.width, blockRows });
  const standard = standardization(moments, columns.features, {
    ...{ standardize: true, center: true, intercept: true },
  });
  const arranging = { standardization: standard, seed, scattered: order === 'rows', validation };
  const { trainingRows, largestSquare } = await workers.arrange(arranging);
  const job: Job = {
    ...{ ...plainSteps, blockRows, shardRows, seed, order, batchSize, rows: trainingRows },
    model: ridge({ features, intercept: true, l2Reg: 0.1 }),
    validationRows: rows - trainingRows,
  };
  const engine = workers.start(job, { spreadSteps: true, ...options });
  startSchedule(engine.state.schedule, { initial: 0.02, decay: 0, root: false });
  let sum = 0;
  const steps = { from: 0, to: stepsPerEpoch(job.rows, batchSize) };
  for (const epoch of [0, 1]) sum = (await engine.takeSteps(epoch, steps, sum)).objectiveSum;
  const { theta } = engine.state;
  const passes: number[][] = [];
  for (const kind of ['evaluation', 'gradient', 'gram'] as const)
    passes.push([...(await engine.pass(kind, { from: 0, to: trainingRows }, theta))]);
  passes.push([...(await engine.pass('evaluation', { from: trainingRows, to: rows }, theta))]);
  const solved = [...(await run('moments', new Float64Array()))];
  return { moments, solved, largestSquare, sum, theta: [...theta], passes };
}

async function using<W extends Workers, Result>(
  workers: W,
  use: (workers: W) => Promise<Result>,
): Promise<Result> {
  try {
    return await use(workers);
  } finally {
    await workers.close();
  }
}

describe.each(engines)('%s', (_, start) => {
  it.each([
    { order: 'rows', batchSize: 256 },
    { order: 'blocks', batchSize: 7 },
    { order: 'file', batchSize: 1000 },
    { order: 'replacement', batchSize: 32 },
  ] as const)('computes the same numbers in memory and spilled: %j', async (how) => {
    const expected = await using(new ThreadWorkers(new ThisThread()), (workers) => numbersOf(workers, how));
    const inMemory = await using(start({}), (workers) => numbersOf(workers, how));
    expect(inMemory).toEqual(expected);
    expect(await using(start(spilled), (workers) => numbersOf(workers, how))).toEqual(expected);
  });

  it('computes the same numbers in requests of any size', async () => {
    for (const batchSize of [8, 256]) {
      const how = { order: 'rows', batchSize } as const;
      const expected = await using(start({}), (workers) => numbersOf(workers, how));
      for (const numbersTogether of [1, 500, 3000])
        expect(await using(start({}), (workers) => numbersOf(workers, { ...how, numbersTogether }))).toEqual(
          expected,
        );
    }
  });

  it('fails with an error once it is closed', async () => {
    const workers = start({});
    await workers.close();
    await workers.close();
    const batch = { bytes: new Uint8Array(), endless: false };
    workers.open({ header, slots: [0, 1, 2, 3], width: 4, blockRows });
    await expect(workers.decode(batch)).rejects.toThrow('decode was asked');
  });
});

/** Notes the rows that each request goes through. */
class Noting extends ThisThread {
  readonly shards: number[] = [];
  readonly steps: number[] = [];

  override ask<K extends Kind>(
    kind: K,
    request: RequestOf<K>,
  ): Promise<{ answer: AnswerOf<K>; thread: number }> {
    if ('shards' in request) this.shards.push(request.shards.to - request.shards.from);
    if ('steps' in request) this.steps.push(request.steps.to - request.steps.from);
    return super.ask(kind, request);
  }
}

it('in process a long pass, a long run of steps and a large step are many requests, with time for others between', async () => {
  // A row costs 3 + 1 numbers, 4 parameters and a number for each node: at most 20 in all, so 64 rows fit 1280.
  for (const [batchSize, most] of [
    [16, 8],
    [1000, 1],
  ] as const) {
    const pool = new Noting();
    const workers = new ThreadWorkers(pool);
    await using(workers, () => numbersOf(workers, { order: 'rows', batchSize, numbersTogether: 1280 }));
    expect(Math.max(...pool.shards)).toBeLessThanOrEqual(8);
    if (batchSize === 16) expect(Math.max(...pool.steps)).toBeLessThanOrEqual(most * 8);
    else expect(pool.steps).toEqual([]);
    expect(pool.shards.length).toBeGreaterThan(40);
  }
});

it('the spilled rows of this suite are on disk in part', async () => {
  await using(new ThreadWorkers(new ThisThread(spilled)), async (workers) => {
    await numbersOf(workers, { order: 'rows', batchSize: 256 });
    const standardization = { mean: new Float64Array(features), scale: new Float64Array(features).fill(1) };
    const { table } = await workers.arrange({ standardization, scattered: false, seed });
    expect(table.rowsInMemory).toBeLessThan(rows);
  });
});
