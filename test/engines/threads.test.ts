/** Workers, in process and in a pool: answers, failures with their class, defects, and an end that does not wait. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allocateTable, openTable } from '#chainrule/data/table.js';
import type { Pool } from '#chainrule/engines/threads/pool.js';
import { share } from '#chainrule/engines/threads/shared.js';
import { ThisThread } from '#chainrule/engines/threads/this-thread.js';
import { Threads } from '#chainrule/engines/threads/threads.js';
import { ThreadsEngine } from '#chainrule/engines/threads/threads-engine.js';
import { ChainruleError, GraphError } from '#chainrule/errors.js';
import { allocate } from '#chainrule/kernels/memory.js';
import { ridge } from '#chainrule/models/linear.js';
import { evaluate } from '#chainrule/train/evaluation.js';
import type { Job } from '#chainrule/train/job.js';
import { stepsPerEpoch } from '#chainrule/train/minibatches.js';
import { startSchedule } from '#chainrule/train/step-size.js';
import { linearExamples } from '../support/examples.js';
import { HeldThreads } from '../support/held-threads.js';
import { plainSteps } from '../support/states.js';
import { watchWorkers } from '../support/workers-born.js';

const layout = { header: ['a', 'y'], slots: [0, 1], width: 2 };

function batch(threads: Pool, text: string) {
  const bytes = new TextEncoder().encode(text);
  return { batch: { bytes, endless: false }, insideQuotes: undefined, layout: share(threads.memory, layout) };
}

const job: Job = {
  model: ridge({ features: 3, intercept: true, l2Reg: 0.1 }),
  rows: 300,
  blockRows: 100,
  shardRows: 8,
  batchSize: 64,
  order: 'rows',
  seed: 1,
  ...plainSteps,
};

function engineOn(threads: Threads, of: Job, spreadSteps = true, initial = 0.01): ThreadsEngine {
  const place = allocateTable(threads.memory, { rows: of.rows, features: 3, blockRows: of.blockRows });
  const { xs, ys } = openTable(threads.memory, place);
  const examples = linearExamples(of.rows, 3);
  xs.set(examples.xs);
  ys.set(examples.ys);
  const engine = new ThreadsEngine(threads, of, place, { spreadSteps });
  startSchedule(engine.state.schedule, { initial, decay: 0, root: false });
  return engine;
}

/** The sums of every pass. */
async function passesOf(engine: ThreadsEngine): Promise<number[][]> {
  const sums: number[][] = [];
  for (const kind of ['evaluation', 'gradient', 'gram'] as const)
    sums.push([...(await engine.pass(kind, { from: 0, to: engine.job.rows }, engine.state.theta))]);
  return sums;
}

describe.each([
  ['the thread that asks', () => new ThisThread()],
  ['threads', () => new Threads({ workers: 2 })],
] as const)('%s', (_, start) => {
  let threads: Pool;
  beforeAll(() => {
    threads = start();
  });
  afterAll(() => threads.close());

  it('answer, and a fault in the data is an answer', async () => {
    expect((await threads.ask('decode', batch(threads, '1,2\n3,4\n'))).answer).toMatchObject({
      rows: 2,
      lines: 2,
    });
    const { answer } = await threads.ask('decode', batch(threads, '1,2\n3,x\n'));
    expect(answer.fault).toMatchObject({ line: 1, column: 3, code: 'DATA_NOT_A_NUMBER' });
  });

  it('fail with the class and code of the error that a worker met', async () => {
    const graph = { nodes: [{ name: 'a', op: 'nonsense', inputs: [] }], sink: 'a' };
    const model = { ...job.model, graph };
    const place = allocateTable(threads.memory, { rows: 300, features: 3, blockRows: 100 });
    const placed = { job: { ...job, model }, table: place, state: 0, cut: 0, sums: 0 };
    const some = { rows: { from: 0, to: 300 }, shards: { from: 0, to: 1 } };
    const request = { job: share(threads.memory, placed), kind: 'gradient', ...some } as const;
    const asked = threads.ask('pass', request);
    await expect(asked).rejects.toBeInstanceOf(GraphError);
    await expect(asked).rejects.toMatchObject({ exitStatus: 78, code: expect.stringMatching(/^GRAPH_/) });
  });

  it('show a defect as one, and work on', async () => {
    const nothing = { address: allocate(threads.memory, 8), length: 8 };
    const asked = threads.ask('decode', { ...batch(threads, '1,2\n'), layout: nothing });
    await expect(asked).rejects.toBeInstanceOf(Error);
    await expect(asked).rejects.not.toBeInstanceOf(ChainruleError);
    expect((await threads.ask('decode', batch(threads, '1,2\n'))).answer.rows).toBe(1);
  });
});

describe('an engine of threads', () => {
  it('takes the same steps to the bit, spread over workers or not, and counts every shard once', async () => {
    const results: unknown[] = [];
    for (const [workers, spreadSteps] of [
      [1, true],
      [2, false],
      [2, true],
      [3, true],
      [5, true],
    ] as const) {
      const threads = new Threads({ workers });
      const engine = engineOn(threads, job, spreadSteps);
      const steps = stepsPerEpoch(job.rows, job.batchSize);
      let sum = 0;
      for (const epoch of [0, 1])
        ({ objectiveSum: sum } = await engine.takeSteps(epoch, { from: 0, to: steps }, sum));
      const passes = await passesOf(engine);
      results.push([[...engine.state.theta], sum, await evaluate(engine), passes]);
      const shards = engine.shardsPerWorker();
      expect(shards).toHaveLength(workers);
      // Four minibatches of 8 shards, one of 44 rows: 6 shards.
      expect(shards.reduce((total, each) => total + each, 0)).toBe(2 * (4 * 8 + 6));
      await threads.close();
    }
    for (const result of results) expect(result).toEqual(results[0]);
  });

  it('tells the step at which a value is not finite, spread or not', async () => {
    for (const spreadSteps of [true, false]) {
      const threads = new Threads({ workers: 2 });
      const engine = engineOn(threads, job, spreadSteps, 1e300);
      const { divergedAt } = await engine.takeSteps(0, { from: 0, to: 5 }, 0);
      expect(divergedAt).toBe(1);
      expect([...engine.state.theta].every(Number.isFinite)).toBe(true);
      await threads.close();
    }
  });
});

describe('closing', () => {
  it('ends all threads, also one in the middle of a task that would never end', async () => {
    const watch = watchWorkers();
    const threads = new HeldThreads(2, { kind: 'decode', marker: '77' });
    const held = threads.ask('decode', batch(threads, '77,2\n'));
    const refused = expect(held).rejects.toThrow();
    await threads.ask('decode', batch(threads, '1,2\n'));
    await threads.close();
    await refused;
    expect(watch.count).toBe(2);
    await watch.ended();
  });
});
