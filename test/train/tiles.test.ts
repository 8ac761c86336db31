/** Tiles of rows by number: from a tape or call by call, the same sums. */
import { expect, test } from 'vitest';
import { createMemory } from '#chainrule/kernels/memory.js';
import { workspaceOver } from '#chainrule/kernels/workspace.js';
import { ridge } from '#chainrule/models/linear.js';
import type { Job } from '#chainrule/train/job.js';
import { Trainer } from '#chainrule/train/trainer.js';
import { linearExamples } from '../support/examples.js';
import { plainSteps, stateOf } from '../support/states.js';
import { compilingWorkspace } from '../support/workspaces.js';

test.each([3, 40])('shards of full tiles and a part of one, %i features', (features) => {
  const { rows, ...examples } = linearExamples(6000, features);
  const job: Job = {
    model: ridge({ features, intercept: true, l2Reg: 0.1 }),
    rows,
    blockRows: 900,
    shardRows: 2500,
    batchSize: rows,
    order: 'rows',
    seed: 1,
    ...plainSteps,
  };
  const theta = Array.from({ length: features + 1 }, (_, k) => 0.1 * k - 0.2);
  const sums = (trainer: Trainer) => {
    const border = trainer.border(stateOf(job, theta, 0.1));
    const sums = new Float64Array(3 * trainer.sumsLength);
    for (const epoch of [0, 1]) trainer.addShards(epoch, 0, { from: 0, to: 3 }, border, sums);
    return sums;
  };
  const memory = createMemory();
  const plain = sums(new Trainer(job, examples));
  for (const workspace of [workspaceOver(memory), compilingWorkspace(memory)]) {
    const placed = (values: Float64Array) => {
      const copy = workspace.allocate(values.length);
      copy.set(values);
      return copy;
    };
    const there = { xs: placed(examples.xs), ys: placed(examples.ys), features };
    expect(sums(new Trainer(job, there, workspace))).toEqual(plain);
  }
});
