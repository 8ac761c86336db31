/** Steps: any partition into shards and tiles gives the full gradient, and one step moves each parameter once. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate } from '#chainrule/graph/evaluate.js';
import { addInTree } from '#chainrule/graph/tree.js';
import { leastSquares, ridge } from '#chainrule/models/linear.js';
import { random } from '#chainrule/random.js';
import type { Job } from '#chainrule/train/job.js';
import { minibatch, shardCount, share, stepsPerEpoch } from '#chainrule/train/minibatches.js';
import { addTo } from '#chainrule/train/sums.js';
import { GrowingTree } from '#chainrule/train/tree-of-sums.js';
import { linearExamples } from '../support/examples.js';
import { plainTrainer } from '../support/plain-workspace.js';
import { plainSteps, stateOf } from '../support/states.js';

const features = 3;
const examples = linearExamples(211, features);
const l2Reg = 0.3;
const stepSize = 0.01;

function jobWith(changes: Partial<Job> = {}): Job {
  const model = ridge({ features, intercept: true, l2Reg });
  const { rows } = examples;
  return {
    model,
    rows,
    blockRows: 50,
    shardRows: 8,
    batchSize: 32,
    order: 'rows',
    seed: 3,
    ...plainSteps,
    ...changes,
  };
}

const someTheta = () => Float64Array.from([0.5, -1, 2, 0.25]);

/** J and its gradient over some rows, by the formula. */
function byFormula(theta: Float64Array, rows: readonly number[]) {
  const w = [...theta.subarray(0, features)];
  const b = theta[features] ?? 0;
  const gradient = new Float64Array(features + 1);
  let objective = l2Reg * w.reduce((sum, each) => sum + each * each, 0);
  for (const row of rows) {
    const x = [...examples.xs.subarray(row * features, (row + 1) * features)];
    const residual = (examples.ys[row] ?? 0) - w.reduce((sum, each, j) => sum + each * (x[j] ?? 0), b);
    objective += residual ** 2 / rows.length;
    for (let j = 0; j < features; j++)
      gradient[j] = (gradient[j] ?? 0) - (2 * residual * (x[j] ?? 0)) / rows.length;
    gradient[features] = (gradient[features] ?? 0) - (2 * residual) / rows.length;
  }
  for (let j = 0; j < features; j++) gradient[j] = (gradient[j] ?? 0) + 2 * l2Reg * (w[j] ?? 0);
  return { objective, gradient };
}

function expectNear(actual: ArrayLike<number>, expected: ArrayLike<number>): void {
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) expect(actual[i]).toBeCloseTo(expected[i] ?? 0, 10);
}

describe('a step', () => {
  const allRows = [...Array(examples.rows).keys()];

  it('moves by the full gradient, whatever the shards, their order and who computes them', () => {
    const property = fc.property(
      fc.integer({ min: 1, max: 220 }),
      fc.integer({ min: 1, max: 5 }),
      fc.constantFrom('rows', 'blocks', 'file'),
      (shardRows, workers, order) => {
        const job = jobWith({ shardRows, batchSize: examples.rows, order });
        const coordinator = plainTrainer(job, examples);
        const shards = shardCount(minibatch(0, job.rows, job.batchSize), shardRows);
        const sums = new Float64Array(coordinator.sumsLength * shards).fill(Number.NaN);
        const state = stateOf(job, someTheta(), 1);
        const cut = coordinator.cut(state);
        for (let index = workers - 1; index >= 0; index--)
          plainTrainer(job, examples).addShards(2, 0, share(shards, index, workers), cut, sums);
        const objective = coordinator.finishStep(0, sums, state);
        const expected = byFormula(someTheta(), allRows);
        expect(objective).toBeCloseTo(expected.objective, 10);
        expectNear(
          someTheta().map((before, i) => before - (state.theta[i] ?? 0)),
          expected.gradient,
        );
      },
    );
    fc.assert(property, { numRuns: 60, seed: 1 });
  });

  // So many rows, or so few that they are all within reach at a time.
  it.each([20_000, 9000])('is the same in shards of many tiles, %i rows', (rows) => {
    const many = linearExamples(rows, features, 2);
    const job = jobWith({ rows: many.rows, blockRows: 6000, shardRows: 7000, batchSize: many.rows });
    const trainer = plainTrainer(job, many);
    expect(trainer.compiled.program.tileRows).toBeLessThan(7000);
    const state = stateOf(job, someTheta(), stepSize);
    trainer.takeSteps(0, { from: 0, to: 1 }, state, 0);
    const leaves = { x: many.xs, y: many.ys, w: [0.5, -1, 2], b: 0.25 };
    const { nodes } = evaluate(job.model.graph, leaves, { rows: many.rows });
    const gradient = [...(nodes.get('w')?.partial ?? []), ...(nodes.get('b')?.partial ?? [])];
    expectNear(
      state.theta,
      someTheta().map((before, i) => before - stepSize * (gradient[i] ?? Number.NaN)),
    );
  });

  it('moves each parameter once, by η times the partial of its own minibatch', () => {
    for (const order of ['rows', 'file'] as const) {
      const job = jobWith({ order, batchSize: 60 });
      const trainer = plainTrainer(job, examples);
      const state = stateOf(job, someTheta(), stepSize);
      const steps = stepsPerEpoch(job.rows, job.batchSize);
      const { objectiveSum } = trainer.takeSteps(0, { from: 0, to: steps }, state, 0);
      // The same epoch by hand, in the order that the file or a recording of the trainer's own windows gives.
      const expected = someTheta();
      let sum = 0;
      const visited = order === 'file' ? allRows : epochRows(job, 0);
      for (let step = 0; step < steps; step++) {
        const rows = visited.slice(step * 60, (step + 1) * 60);
        const { objective, gradient } = byFormula(expected, rows);
        sum += objective;
        for (let i = 0; i < expected.length; i++)
          expected[i] = (expected[i] ?? 0) - stepSize * (gradient[i] ?? Number.NaN);
      }
      expectNear(state.theta, expected);
      expect(objectiveSum).toBeCloseTo(sum, 8);
    }
  });

  it('of a minibatch larger than the table is the step on the table', () => {
    const [whole, larger] = [examples.rows, 10 * examples.rows].map((batchSize) => {
      const job = jobWith({ batchSize, evenSteps: true });
      const state = stateOf(job, someTheta(), stepSize);
      plainTrainer(job, examples).takeSteps(0, { from: 0, to: 1 }, state, 0);
      return state.values;
    });
    expect(larger).toEqual(whole);
  });

  it('of the last, smaller minibatch divides by its own size and takes R whole', () => {
    const job = jobWith({ order: 'file', batchSize: 210 });
    const state = stateOf(job, someTheta(), 1);
    plainTrainer(job, examples).takeSteps(0, { from: 1, to: 2 }, state, 0);
    expectNear(
      someTheta().map((before, i) => before - (state.theta[i] ?? 0)),
      byFormula(someTheta(), [210]).gradient,
    );
  });

  it('whose J is not finite leaves θ as it is and tells which it was', () => {
    const job = jobWith();
    const state = stateOf(job, someTheta(), 1e200);
    const result = plainTrainer(job, examples).takeSteps(0, { from: 0, to: 7 }, state, 5);
    expect(result.divergedAt).toBeGreaterThan(0);
    expect(result.divergedAt).toBeLessThan(4);
    expect([...state.theta].every(Number.isFinite)).toBe(true);
    expect(Number.isFinite(result.objectiveSum)).toBe(true);
  });
});

/** Rows of an epoch, seen through a model that predicts 0 and steps of one row whose outcome is its number. */
function epochRows(job: Job, epoch: number): number[] {
  const numbered = { ...examples, ys: Float64Array.from(examples.ys, (_, row) => row) };
  const model = leastSquares({ features, intercept: true });
  const trainer = plainTrainer({ ...job, model, batchSize: 1, shardRows: 1 }, numbered);
  const sums = new Float64Array(trainer.sumsLength);
  const cut = trainer.cut({ theta: new Float64Array(features + 1), anchor: undefined }).slice();
  return Array.from({ length: job.rows }, (_, step) => {
    trainer.addShards(epoch, step, { from: 0, to: 1 }, cut, sums);
    return Math.round(Math.sqrt(sums[0] ?? 0));
  });
}

describe('runs of steps', () => {
  it.each(['rows', 'blocks', 'file', 'replacement'] as const)(
    '%s: in one thread are the bits of single steps whose shards others compute',
    (order) => {
      const property = fc.property(
        fc.record({
          batchSize: fc.integer({ min: 1, max: 80 }),
          shardRows: fc.integer({ min: 1, max: 40 }),
          blockRows: fc.integer({ min: 1, max: 230 }),
          workers: fc.integer({ min: 1, max: 4 }),
        }),
        ({ workers, ...size }) => {
          const job = jobWith({ ...size, order });
          const steps = stepsPerEpoch(job.rows, job.batchSize);
          const whole = stateOf(job, someTheta(), stepSize);
          const alone = plainTrainer(job, examples);
          const spread = stateOf(job, someTheta(), stepSize);
          const [coordinator, ...helpers] = Array.from({ length: workers + 1 }, () =>
            plainTrainer(job, examples),
          );
          if (coordinator === undefined) throw new Error('no coordinator');
          const shards = shardCount(minibatch(0, job.rows, job.batchSize), job.shardRows);
          const sums = new Float64Array(coordinator.sumsLength * shards);
          for (const epoch of [0, 1]) {
            let sum = 0;
            for (let step = 0; step < steps; step++) {
              const cut = coordinator.cut(spread).slice();
              const count = shardCount(minibatch(step, job.rows, job.batchSize), job.shardRows);
              for (const [index, helper] of helpers.entries())
                helper.addShards(epoch, step, share(count, index, workers), cut, sums);
              sum += coordinator.finishStep(step, sums, spread);
            }
            const half = Math.floor(steps / 2);
            const first = alone.takeSteps(epoch, { from: 0, to: half }, whole, 0);
            const result = alone.takeSteps(epoch, { from: half, to: steps }, whole, first.objectiveSum);
            expect(result.objectiveSum).toBe(sum);
            expect(whole.values).toEqual(spread.values);
          }
          expect(helpers.reduce((total, helper) => total + helper.shardsDone, 0)).toBe(alone.shardsDone);
        },
      );
      fc.assert(property, { numRuns: 20, seed: 4 });
    },
  );

  it('with replacement and a minibatch of one are the SGD of the slides: a random row each time', () => {
    const job = jobWith({ order: 'replacement', batchSize: 1, shardRows: 1 });
    const rows = epochRows(job, 0);
    expect(new Set(rows).size).toBeLessThan(job.rows);
    const state = stateOf(job, someTheta(), stepSize);
    plainTrainer(job, examples).takeSteps(0, { from: 0, to: job.rows }, state, 0);
    const expected = someTheta();
    for (const row of rows) {
      const { gradient } = byFormula(expected, [row]);
      for (let i = 0; i < expected.length; i++)
        expected[i] = (expected[i] ?? 0) - stepSize * (gradient[i] ?? Number.NaN);
    }
    expectNear(state.theta, expected);
  });
});

describe('an evaluation', () => {
  it('is J and the errors over all rows, in shards', () => {
    const source = random(1, 'theta');
    for (const shardRows of [1, 10, 1000]) {
      const job = jobWith({ shardRows });
      const trainer = plainTrainer(job, examples);
      const shards = shardCount({ from: 0, to: job.rows }, shardRows);
      const theta = Float64Array.from({ length: 4 }, () => source.uniform());
      const cut = trainer.cut({ theta, anchor: undefined });
      const all = { from: 0, to: job.rows };
      const sums = trainer.passes.run('evaluation', all, { from: 0, to: shards }, cut);
      const total = (k: number) => (sums[k] ?? Number.NaN) / job.rows;
      const { objective } = byFormula(theta, [...Array(job.rows).keys()]);
      const regularization = l2Reg * theta.subarray(0, 3).reduce((sum, each) => sum + each * each, 0);
      expect(total(0)).toBeCloseTo(objective, 10);
      expect(total(1)).toBeCloseTo(objective - regularization, 10);
      expect(total(2)).toBeGreaterThan(0);
      expect(total(2) ** 2).toBeLessThanOrEqual(total(1));
    }
  });
});

describe('a pass', () => {
  it('over any aligned shards gives a node of the one tree over all shards', () => {
    const job = jobWith({ shardRows: 5 });
    const trainer = plainTrainer(job, examples);
    const { passes } = trainer;
    const all = { from: 0, to: job.rows };
    const shards = shardCount(all, job.shardRows);
    const values = trainer.cut({ theta: someTheta(), anchor: undefined });
    for (const kind of ['evaluation', 'gradient', 'gram'] as const) {
      const alone = Array.from({ length: shards }, (_, from) =>
        passes.run(kind, all, { from, to: from + 1 }, values),
      );
      addInTree(shards, (to, from) => addTo(alone[to]!, alone[from]!));
      for (const together of [1, 2, 4, 16, 64]) {
        const tree = new GrowingTree(addTo);
        for (let from = 0; from < shards; from += together)
          tree.add(passes.run(kind, all, { from, to: Math.min(from + together, shards) }, values));
        expect(tree.whole()).toEqual(alone[0]);
      }
    }
  });
});
