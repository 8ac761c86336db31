/** Rows that are partly on disk train as rows in memory do, bit for bit: momentum, averages and SVRG's anchor included. */
import { tmpdir } from 'node:os';
import { afterAll, describe, expect, it } from 'vitest';
import { closeSpill, openSpill, Spill } from '#chainrule/data/spill.js';
import { allocateTable, onDisk, openTable } from '#chainrule/data/table.js';
import { SpilledRows } from '#chainrule/engines/threads/spilled-rows.js';
import { createMemory } from '#chainrule/kernels/memory.js';
import { workspaceOver } from '#chainrule/kernels/workspace.js';
import { ridge } from '#chainrule/models/linear.js';
import { random } from '#chainrule/random.js';
import type { Job } from '#chainrule/train/job.js';
import { stepsPerEpoch } from '#chainrule/train/minibatches.js';
import { Trainer } from '#chainrule/train/trainer.js';
import { plainTrainer } from '../../support/plain-workspace.js';
import { plainSteps, stateOf } from '../../support/states.js';

const memory = createMemory();
const workspace = workspaceOver(memory);
const opened: { close(): void }[] = [];
afterAll(() => {
  for (const { close } of opened) close();
});

/** Rows of which about half lie in memory. */
function tableOf(rows: number, features: number, blockRows: number) {
  const source = random(rows, 'spilled');
  const xs = Float64Array.from({ length: rows * features }, () => source.uniform() - 0.5);
  const ys = Float64Array.from({ length: rows }, () => source.uniform());
  const place = openSpill(memory, (rows / 2) * (features + 1) * 8, tmpdir());
  opened.push({ close: () => closeSpill(place) });
  const spill = new Spill(memory, place);
  const table = openTable(memory, allocateTable(memory, { rows, features, blockRows }, spill));
  table.xs.set(xs.subarray(0, table.rowsInMemory * features));
  table.ys.set(ys.subarray(0, table.rowsInMemory));
  for (let row = table.rowsInMemory; row < rows; row++) {
    const at = onDisk(table, row);
    spill.write(xs.subarray(row * features, (row + 1) * features), at.x);
    spill.write(ys.subarray(row, row + 1), at.y);
  }
  return { examples: { xs, ys, features }, table, spill };
}

/** A thousand columns: minibatches are larger than what is brought at a time, so each step ends on its own. */
const wide = tableOf(1300, 1000, 100);
const narrow = tableOf(1300, 3, 100);

function trained(job: Job, trainer: Trainer): Float64Array {
  const state = stateOf(job, new Float64Array(trainer.parameters), 0.002);
  let sum = 0;
  for (let epoch = 0; epoch < 2; epoch++) {
    if (job.solver === 'svrg') {
      state.anchor!.set(state.theta);
      state.anchorGradient!.fill(0.01);
    }
    const steps = { from: 0, to: stepsPerEpoch(job.rows, job.batchSize) };
    const { objectiveSum, divergedAt } = trainer.takeSteps(epoch, steps, state, sum);
    expect(divergedAt).toBeUndefined();
    sum = objectiveSum;
  }
  return Float64Array.of(...state.values, sum);
}

const options: Partial<Job>[] = [
  { momentum: 0 },
  { momentum: 0.9 },
  { momentum: 0.9, averaging: true },
  { momentum: 0.5, order: 'replacement' },
  { momentum: 0.5, order: 'file' },
  { momentum: 0.5, order: 'blocks', evenSteps: true },
  { solver: 'svrg' },
];

describe('rows that are partly on disk', () => {
  it.each(options)('give the same bits as rows in memory: %j', (option) => {
    for (const { examples, table, spill, batchSize } of [
      { ...wide, batchSize: 600 },
      { ...wide, batchSize: 40 },
      { ...narrow, batchSize: 600 },
      { ...narrow, batchSize: 7 },
    ]) {
      const { features, rows, blockRows } = table;
      expect(table.rowsInMemory).toBe(600);
      const model = ridge({ features, intercept: true, l2Reg: 0.1 });
      const job: Job = {
        ...{ model, rows, blockRows, batchSize, shardRows: 50, order: 'rows', seed: 4 },
        ...plainSteps,
        ...option,
      };
      const scattered = job.order === 'replacement';
      let most = 0;
      const spilled = new Trainer(
        job,
        (order, tileRows) => {
          const source = new SpilledRows({ table, spill, order, tileRows, scattered, workspace });
          most = source.most;
          return source;
        },
        workspace,
      );
      expect(batchSize > most).toBe(features === 1000 && batchSize === 600);
      expect(trained(job, spilled)).toEqual(trained(job, plainTrainer(job, examples)));
    }
  });

  it('move θ along v = βv + g where each step ends on its own', () => {
    // Steps so small that the gradient stays that at 0: v is g₁, then g₂ + g₁/2, and θ falls by ηv each time.
    const { table, spill } = tableOf(1300, 1000, 100);
    const model = ridge({ features: 1000, intercept: true, l2Reg: 0 });
    const job: Job = {
      ...{ model, rows: 1300, blockRows: 100, batchSize: 650, shardRows: 50, order: 'rows', seed: 4 },
      ...plainSteps,
      momentum: 0.5,
    };
    const trainer = new Trainer(
      job,
      (order, tileRows) => new SpilledRows({ table, spill, order, tileRows, scattered: false, workspace }),
      workspace,
    );
    const state = stateOf(job, new Float64Array(1001), 1e-9);
    trainer.takeSteps(0, { from: 0, to: 1 }, state, 0);
    const first = state.velocity!.slice();
    trainer.takeSteps(0, { from: 1, to: 2 }, state, 0);
    const second = state.velocity!.slice();
    // Of the intercept g is −2·(mean outcome) of a half of the rows.
    const all = wide.examples.ys.reduce((sum, y) => sum + y, 0);
    const [a, b] = [first[1000]!, second[1000]! - 0.5 * first[1000]!];
    expect((a + b) / ((-2 * all) / 650)).toBeCloseTo(1, 6);
    expect(state.theta[1000]! / (-1e-9 * (first[1000]! + second[1000]!))).toBeCloseTo(1, 6);
  });
});
