/** Tiles of rows by number, or side by side: from a trace or call by call, the same sums. */
import { describe, expect, test } from 'vitest';
import { createMemory } from '#chainrule/kernels/memory.js';
import { type Workspace, workspaceOver } from '#chainrule/kernels/workspace.js';
import { ridge } from '#chainrule/models/linear.js';
import type { EpochOrder } from '#chainrule/train/epoch-order.js';
import type { Job } from '#chainrule/train/job.js';
import { shardCount } from '#chainrule/train/minibatches.js';
import { type RowSource, RowsInMemory } from '#chainrule/train/rows.js';
import type { PassKind } from '#chainrule/train/table-passes.js';
import { Trainer } from '#chainrule/train/trainer.js';
import { linearExamples } from '../support/examples.js';
import { plainTrainer, plainWorkspace } from '../support/plain-workspace.js';
import { plainSteps, stateOf } from '../support/states.js';

const jobOf = (features: number, rows: number, order: Job['order']): Job => ({
  model: ridge({ features, intercept: true, l2Reg: 0.1 }),
  rows,
  blockRows: 900,
  shardRows: 2500,
  batchSize: rows,
  order,
  seed: 1,
  ...plainSteps,
});

/** Sums of all shards, epoch by epoch: traces for rows side by side are recorded after some tiles. */
function sumsOf(trainer: Trainer, job: Job, theta: readonly number[]): Float64Array[] {
  const cut = trainer.cut(stateOf(job, [...theta], 0.1));
  return [0, 1, 2, 3, 4].map((epoch) => {
    const sums = new Float64Array(3 * trainer.sumsLength);
    trainer.addShards(epoch, 0, { from: 0, to: 3 }, cut, sums);
    return sums;
  });
}

describe.each(['rows', 'file'] as const)('shards of full tiles and a part of one, order: %s', (order) => {
  test.each([3, 10, 40])('%i features', (features) => {
    const { rows, ...examples } = linearExamples(6000, features);
    const job = jobOf(features, rows, order);
    const theta = Array.from({ length: features + 1 }, (_, k) => 0.1 * k - 0.2);
    const memory = createMemory();
    const plain = sumsOf(plainTrainer(job, examples), job, theta);
    for (const workspace of [workspaceOver(memory)]) {
      const placed = (values: Float64Array) => {
        const copy = workspace.allocate(values.length);
        copy.set(values);
        return copy;
      };
      const there = { xs: placed(examples.xs), ys: placed(examples.ys), features };
      expect(sumsOf(new Trainer(job, there, workspace), job, theta)).toEqual(plain);
    }
  });
});

test('rows in order of the file that lie outside of the memory are computed call by call', () => {
  const { rows, ...examples } = linearExamples(6000, 3);
  const job = jobOf(3, rows, 'file');
  const theta = [0.1, -0.2, 0.3, 0.5];
  const plain = sumsOf(plainTrainer(job, examples), job, theta);
  const trainer = new Trainer(job, examples, workspaceOver(createMemory()));
  expect(sumsOf(trainer, job, theta)).toEqual(plain);
});

test('rows of some tiles are brought to a buffer, as from a file', () => {
  const { rows, ...examples } = linearExamples(6000, 3);
  const job = jobOf(3, rows, 'file');
  const theta = [0.1, -0.2, 0.3, 0.5];
  const plain = sumsOf(plainTrainer(job, examples), job, theta);
  const workspace = workspaceOver(createMemory());
  const placed = (values: Float64Array) => {
    const copy = workspace.allocate(values.length);
    copy.set(values);
    return copy;
  };
  const table = { xs: placed(examples.xs), ys: placed(examples.ys), features: 3 };
  const source = (order: EpochOrder, tileRows: number): RowSource => {
    const inMemory = new RowsInMemory(table, order, workspace);
    const buffer = { xs: workspace.allocate(3 * tileRows), ys: workspace.allocate(tileRows), features: 3 };
    return {
      examples: buffer,
      most: inMemory.most,
      atOnce: inMemory.atOnce,
      ordered: (epoch, span, indices) => inMemory.ordered(epoch, span, indices),
      inPlace(span) {
        if (span.from < 3000) return inMemory.inPlace(span);
        buffer.xs.set(table.xs.subarray(3 * span.from, 3 * span.to));
        buffer.ys.set(table.ys.subarray(span.from, span.to));
        return { examples: buffer, first: 0 };
      },
    };
  };
  expect(sumsOf(new Trainer(job, source, workspace), job, theta)).toEqual(plain);
});

/** A pass over the table, four times, as traces are recorded after some tiles: the sums of all shards, one after the other. */
function passesOf(workspace: Workspace, kind: PassKind, shardRows: number): Float64Array[] {
  const { rows, ...examples } = linearExamples(9000, 3);
  const placed = (values: Float64Array) => {
    const copy = workspace.allocate(values.length);
    copy.set(values);
    return copy;
  };
  const there = { xs: placed(examples.xs), ys: placed(examples.ys), features: 3 };
  const job = { ...jobOf(3, rows, 'rows'), shardRows };
  const trainer = new Trainer(job, there, workspace);
  const cut = trainer.cut(stateOf(job, [0.1, -0.2, 0.3, 0.5], 0.1));
  const shards = { from: 0, to: shardCount({ from: 0, to: rows }, shardRows) };
  return [0, 1, 2, 3].map(() => {
    const each = Array.from({ length: shards.to }, (_, k) =>
      trainer.passes.run(kind, { from: 0, to: rows }, { from: k, to: k + 1 }, cut),
    );
    return Float64Array.from(each.flatMap((sums) => [...sums]));
  });
}

/** By kind: a gradient is ΣJ and the partials of w, b and R. */
const lengths = { evaluation: 3, gradient: 6 } as const;

describe.each(['evaluation', 'gradient'] as const)('a pass over the table: %s', (kind) => {
  test('from a trace or call by call it is the same, bit for bit', () => {
    const plain = passesOf(plainWorkspace, kind, 2500);
    expect(passesOf(workspaceOver(createMemory()), kind, 2500)).toEqual(plain);
  });

  test('shards of many tiles have the sums over their tiles', () => {
    const [many, one] = [2500, 1000].map((shardRows) => {
      const [sums] = passesOf(plainWorkspace, kind, shardRows);
      const length = lengths[kind];
      return Array.from({ length }, (_, k) =>
        sums!.reduce((sum, each, i) => sum + (i % length === k ? each : 0), 0),
      );
    });
    for (const [k, sum] of many!.entries()) expect(sum / one![k]!).toBeCloseTo(1, 12);
  });
});
