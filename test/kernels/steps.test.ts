/** What a step needs beside the graph's loops: the same bits as the plain twins, called one by one or played from a trace. */
import { expect, test } from 'vitest';
import { codeOf } from '#chainrule/expression/code.js';
import { add } from '#chainrule/expression/expression.js';
import type { Kernels } from '#chainrule/kernels/kernels.js';
import { createMemory, partOf } from '#chainrule/kernels/memory.js';
import { plainKernels } from '#chainrule/kernels/plain-kernels.js';
import { workspaceOver } from '#chainrule/kernels/workspace.js';
import { ridge } from '#chainrule/models/linear.js';
import { random } from '#chainrule/random.js';
import { openState, stateLength } from '#chainrule/train/state.js';
import { startSchedule } from '#chainrule/train/step-size.js';
import { Trainer } from '#chainrule/train/trainer.js';
import { plainTrainer } from '../support/plain-workspace.js';
import { plainSteps } from '../support/states.js';

const sum = codeOf([add('a', 'b')], ['a', 'b']);
const memory = createMemory();
const { kernels: wasm, allocate, allocateIndices } = workspaceOver(memory);

function drawn(length: number, seed: number): Float64Array {
  const source = random(seed, 'steps');
  const array = allocate(length);
  for (let i = 0; i < length; i++) array[i] = 20 * source.uniform() - 10;
  return array;
}

/** The results of the same call by both, each into arrays of its own. */
function both(length: number, call: (kernels: Kernels, out: Float64Array) => void): Float64Array[] {
  return [plainKernels, wasm].map((kernels) => {
    const out = allocate(length);
    call(kernels, out);
    return Float64Array.from(out);
  });
}

test('products of rows, scaled rows and rows by number are those of the twins', () => {
  for (let p = 1; p <= 40; p++) {
    const rows = 1 + (p % 7);
    const [a, b, perRow] = [drawn(rows * p, p), drawn(rows * p, p + 100), drawn(rows, p + 200)];
    const indices = allocateIndices(rows + 2);
    for (let i = 0; i < rows; i++) indices[i + 2] = (i * 5) % rows;
    const results = [
      both(rows, (kernels, out) => kernels.rowProducts(0.3, a, b, out, rows, p)),
      both(rows * p, (kernels, out) => kernels.scaleRows(0.3, perRow, b, out, rows, p)),
      both(rows * p, (kernels, out) => kernels.gather(indices, 2, a, out, rows, p)),
    ];
    for (const [plain, fast] of results) expect(fast).toEqual(plain);
  }
});

test('a number that is not finite is found, by the kernel and within a trace', () => {
  for (const count of [1, 2, 9, 100]) {
    for (const bad of [undefined, Number.NaN, Number.POSITIVE_INFINITY]) {
      const array = drawn(count, 1);
      if (bad !== undefined) array[count - 1] = bad;
      const recorder = wasm.recorder!();
      recorder.finite(array, count);
      const trace = recorder.trace([]);
      expect(wasm.finite(array, count)).toBe(bad === undefined);
      expect(trace?.play(allocateIndices(1), 0, 0, 1)).toBe(bad === undefined ? 1 : 0);
    }
  }
});

test('a trace plays its calls again for each step, and stops at the first that is not finite', () => {
  const recorder = wasm.recorder?.();
  if (recorder === undefined) throw new Error('the kernels cannot record');
  const source = Float64Array.of(1, 2, Number.NaN, 4);
  const values = allocate(4);
  values.set(source);
  const indices = allocateIndices(4);
  const [one, total] = [allocate(1), allocate(1)];
  recorder.gather(indices, 0, values, one, 1, 1);
  recorder.finite(one, 1);
  recorder.map(sum, [total, one], [total], 1);
  const trace = recorder.trace([]);
  indices.set([3, 1, 2, 0]);
  expect(trace?.play(indices, 0, 1, 0)).toBe(0);
  expect(total[0]).toBe(0);
  expect(trace?.play(indices, 0, 1, 2)).toBe(2);
  expect(total[0]).toBe(6);
  expect(trace?.play(indices, 0, 1, 4)).toBe(2);
  expect(total[0]).toBe(12);
});

test('an array elsewhere makes no trace', () => {
  const recorder = wasm.recorder?.();
  recorder?.map(sum, [new Float64Array(1), allocate(1)], [allocate(1)], 1);
  expect(recorder?.trace([])).toBeUndefined();
  recorder?.map(sum, [partOf(allocate(4), 2, 1), allocate(1)], [allocate(1)], 1);
  expect(recorder?.trace([])).toBeDefined();
});

test.each([
  [1, 1024, 5],
  [64, 1024, 5],
  [3, 1024, 5],
  [64, 10, 5],
  [3000, 700, 5],
  [64, 1024, 100],
])(
  'steps of %i rows in shards of %i, of %i features, end in the same bits from a trace and call by call',
  (batchSize, shardRows, features) => {
    const rows = 3500;
    const examples = { xs: drawn(rows * features, 1), ys: drawn(rows, 2), features };
    const model = ridge({ features, intercept: true, l2Reg: 0.1 });
    const job = {
      model,
      rows,
      blockRows: 1000,
      shardRows,
      batchSize,
      order: 'rows',
      seed: 1,
      ...plainSteps,
    } as const;
    const steps = { from: 0, to: Math.ceil(rows / batchSize) };
    const [plain, traced] = [
      plainTrainer(job, examples),
      new Trainer(job, examples, workspaceOver(memory)),
    ].map((trainer) => {
      const state = openState(allocate(stateLength(features + 1, job)), features + 1, job);
      startSchedule(state.schedule, { initial: 1e-4, decay: 0, root: false });
      let sum = 0;
      for (let epoch = 0; epoch < 3; epoch++) sum = trainer.takeSteps(epoch, steps, state, sum).objectiveSum;
      return { theta: Float64Array.from(state.theta), sum };
    });
    expect(traced).toEqual(plain);
    expect(traced?.sum).toBeGreaterThan(0);
  },
);
