/** A step does what its formulas say, and does it with the same bits wherever its parts are computed. */
import { describe, expect, test } from 'vitest';
import { createMemory } from '#chainrule/kernels/memory.js';
import { workspaceOver } from '#chainrule/kernels/workspace.js';
import { FullGradient } from '#chainrule/train/full-gradient.js';
import type { Job } from '#chainrule/train/job.js';
import { minibatch, shardCount, stepsPerEpoch } from '#chainrule/train/minibatches.js';
import { openState, type State, stateLength } from '#chainrule/train/state.js';
import { type StepSizes, startSchedule } from '#chainrule/train/step-size.js';
import { Trainer } from '#chainrule/train/trainer.js';
import { plainTrainer } from '../support/plain-workspace.js';
import { LocalEngine } from './local-engine.js';
import { generated, jobOf, type Problem } from './problems.js';

const problem = { ...generated(70, 5, 3), l2Reg: 0.1 };
const options: Readonly<Record<string, Partial<Job>>> = {
  plain: { averaging: false, evenSteps: false },
  'even steps': { averaging: false },
  averaging: {},
  momentum: { momentum: 0.9 },
  svrg: { solver: 'svrg' },
  'with replacement': { order: 'replacement', momentum: 0.5 },
};
const stepSizes: StepSizes = { initial: 0.02, decay: 0.1, root: true };

/** ∂J/∂θ of some rows. */
function gradientOf({ xs, ys, features, l2Reg }: Problem, rows: readonly number[], theta: Float64Array) {
  const gradient = theta.map((value, k) => (k < features ? 2 * l2Reg * value : 0));
  for (const row of rows) {
    const u = [...xs.subarray(row * features, (row + 1) * features), 1];
    const residual = ys[row]! - u.reduce((sum, x, k) => sum + x * theta[k]!, 0);
    for (const [k, x] of u.entries()) gradient[k]! -= (2 * residual * x) / rows.length;
  }
  return gradient;
}

/** Two epochs by the formulas. */
function byFormula(job: Job): Float64Array {
  const { rows, batchSize, momentum } = job;
  let theta = new Float64Array(problem.features + 1);
  let velocity = theta.slice();
  let weights = 0;
  let weighted = theta.slice();
  let t = 0;
  const all = Array.from({ length: rows }, (_, i) => i);
  for (let epoch = 0; epoch < 2; epoch++) {
    const anchor = theta.slice();
    const full = gradientOf(problem, all, anchor);
    for (let step = 0; step < stepsPerEpoch(rows, batchSize); step++) {
      const { from, to } = minibatch(step, rows, batchSize);
      const batch = all.slice(from, to);
      let gradient = gradientOf(problem, batch, theta);
      if (job.solver === 'svrg') {
        const atAnchor = gradientOf(problem, batch, anchor);
        gradient = gradient.map((g, k) => g - atAnchor[k]! + full[k]!);
      }
      const share = job.evenSteps ? batch.length / batchSize : 1;
      const eta = (share * stepSizes.initial) / Math.sqrt(1 + stepSizes.decay * t);
      velocity = velocity.map((v, k) => momentum * v + gradient[k]!);
      theta = theta.map((value, k) => value - eta * velocity[k]!);
      t++;
      // θₜ counts t(t + 1)…(t + 6), as c = 8 / (t + 7) unfolds to.
      const weight = [0, 1, 2, 3, 4, 5, 6].reduce((product, k) => product * (t + k), 1);
      weights += weight;
      weighted = weighted.map((sum, k) => sum + weight * theta[k]!);
    }
  }
  return job.averaging ? weighted.map((sum) => sum / weights) : theta;
}

describe.each(Object.entries(options))('%s', (_, option) => {
  test('two epochs are those of the formulas', async () => {
    const job = jobOf(problem, { ...option, order: 'file', batchSize: 16 });
    const engine = new LocalEngine(job, problem);
    startSchedule(engine.state.schedule, stepSizes);
    for (let epoch = 0; epoch < 2; epoch++) {
      if (job.solver === 'svrg') await new FullGradient(engine).setAnchor();
      await engine.takeSteps(epoch, { from: 0, to: 5 }, 0);
    }
    const expected = byFormula(job);
    for (const [k, value] of engine.state.parameters.entries()) expect(value).toBeCloseTo(expected[k]!, 11);
  });

  test.each([1, 2, 16, 70])(
    '%i rows: the trace, plain calls and shards added up give the same bits',
    (batchSize) => {
      const job = jobOf(problem, { ...option, batchSize, shardRows: 6 });
      const memory = createMemory();
      const workspace = workspaceOver(memory);
      const placed = (values: Float64Array) => {
        const copy = workspace.allocate(values.length);
        copy.set(values);
        return copy;
      };
      const examples = { xs: placed(problem.xs), ys: placed(problem.ys), features: problem.features };
      const traced = new Trainer(job, examples, workspace);
      const plain = plainTrainer(job, problem);
      const shared = plainTrainer(job, problem);
      const [a, b, c] = [traced, plain, shared].map((trainer, k) => {
        const length = stateLength(trainer.parameters, job);
        const state = openState(
          k === 0 ? workspace.allocate(length) : new Float64Array(length),
          trainer.parameters,
          job,
        );
        startSchedule(state.schedule, stepSizes);
        state.anchor?.fill(0.5);
        state.anchorGradient?.fill(-0.25);
        return state;
      }) as [State, State, State];
      const perEpoch = stepsPerEpoch(job.rows, batchSize);
      for (let epoch = 0; epoch < 3; epoch++) {
        const inTrace = traced.takeSteps(epoch, { from: 0, to: perEpoch }, a, 0);
        expect(plain.takeSteps(epoch, { from: 0, to: perEpoch }, b, 0)).toEqual(inTrace);
        let objectiveSum = 0;
        for (let step = 0; step < perEpoch; step++) {
          const shards = shardCount(minibatch(step, job.rows, batchSize), job.shardRows);
          const sums = new Float64Array(shards * shared.sumsLength);
          const cut = shared.cut(c).slice();
          for (let k = shards - 1; k >= 0; k--)
            shared.addShards(epoch, step, { from: k, to: k + 1 }, cut, sums);
          objectiveSum += shared.finishStep(step, sums, c);
        }
        expect(objectiveSum).toBe(inTrace.objectiveSum);
      }
      expect(b.values).toEqual(Float64Array.from(a.values));
      expect(c.values).toEqual(b.values);
      expect(a.theta.every(Number.isFinite)).toBe(true);
    },
  );
});
