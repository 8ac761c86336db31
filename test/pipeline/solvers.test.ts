/** Solvers and their options through the whole pipeline: the same bits on any number of workers, and a repeat by steps. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lastValueFrom } from 'rxjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ModelFile, type PublicConfig, train } from '#chainrule/index.js';
import { random } from '#chainrule/random.js';

const diabetes = fileURLToPath(new URL('../../data/diabetes.csv', import.meta.url));
const base: PublicConfig = { model: 'ridge', target: 'progression', blockRows: 128, shardRows: 8 };

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'chainrule-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function modelOf(config: PublicConfig, data = diabetes, mayBlock = false): Promise<ModelFile> {
  const last = await lastValueFrom(train({ config, data, mayBlock }));
  if (last.type !== 'finished') throw new Error(last.type);
  return last.model;
}

const spread = { batchSize: 60, epochs: 4 };
const options: Readonly<Record<string, Partial<PublicConfig>>> = {
  'stepSize: auto': { sgd: spread },
  svrg: { solver: 'svrg', sgd: spread },
  exact: { solver: 'exact' },
  'exact least squares, with statistics': { model: 'least-squares', solver: 'exact' },
  'exact on rows not held out': { solver: 'exact', stop: { validation: 0.3 } },
  'a schedule and momentum': {
    sgd: {
      ...spread,
      stepSize: { schedule: 'inverse-time', initial: 0.01, decay: 0.5 },
      momentum: 0.9,
      averaging: true,
    },
  },
  'replacement, one shard a step': { sgd: { order: 'replacement', batchSize: 8, epochs: 3 } },
  'validation and patience': { sgd: { ...spread, epochs: 60 }, stop: { validation: 0.3, patience: 2 } },
  'a number of steps': { sgd: spread, stop: { steps: 11 } },
};

test.each(Object.entries(options))('%s: the same model for 0, 1, 2 and 5 threads', async (_, option) => {
  const [one, ...others] = await Promise.all([
    modelOf({ ...base, ...option }, diabetes, true),
    ...[1, 2, 5].map((workers) => modelOf({ ...base, ...option, workers })),
  ]);
  for (const other of others) expect({ ...other, run: {} }).toEqual({ ...one, run: {} });
});

test('ridge with fewer rows than columns: the same certified model for 0, 1, 2 and 5 threads', async () => {
  const [rows, d] = [90, 300];
  const source = random(5, 'wide');
  const names = Array.from({ length: d }, (_, j) => `x${j}`);
  const lines = Array.from({ length: rows }, () => {
    const x = names.map(() => source.uniform());
    return [...x, x[0]! - 2 * x[1]! + source.uniform()].join();
  });
  const data = join(folder, 'wide.csv');
  writeFileSync(data, [[...names, 'y'].join(), ...lines, ''].join('\n'));
  // Two blocks: then it is not solved in the dual, even where the rows that are not held out would fit in one.
  for (const blockRows of [128, 64]) {
    const config: PublicConfig = {
      model: 'ridge',
      target: 'y',
      solver: 'exact',
      blockRows,
      shardRows: 8,
      stop: { validation: 0.3 },
    };
    const [one, ...others] = await Promise.all([
      modelOf(config, data, true),
      ...[1, 2, 5].map((workers) => modelOf({ ...config, workers }, data)),
    ]);
    for (const other of others) expect({ ...other, run: {} }).toEqual({ ...one, run: {} });
    expect(one.certificate).toMatchObject({ certified: true });
    expect(one.certificate?.relativeGap).toBeLessThan(1e-25);
  }
});

test('a time limit that is over is repeated bit for bit by the steps of its model', async () => {
  const config: PublicConfig = { ...base, sgd: { batchSize: 1, epochs: 1_000_000 } };
  const stop = { tolerance: 1e-300 };
  const timed = await modelOf({ ...config, stop: { ...stop, timeLimit: '200ms' } });
  expect(timed.stopping.reason).toBe('timeLimit');
  const { steps } = timed.stopping;
  const again = await modelOf({ ...config, stop: { ...stop, timeLimit: `${steps}steps` } });
  expect(again.stopping).toEqual({ ...timed.stopping, reason: 'steps' });
  expect(again.fingerprint).toBe(timed.fingerprint);
  expect((await modelOf({ ...config, stop: { ...stop, steps } })).fingerprint).toBe(timed.fingerprint);
});

test('rows held out are neither trained on nor counted', async () => {
  const { metrics } = await modelOf({ ...base, sgd: { epochs: 2 }, stop: { validation: 0.25 } });
  // Blocks of 128, 128, 128 and 58 rows.
  expect(metrics.validation?.rows).toBe(3 * 32 + 15);
  expect(metrics.training.rows).toBe(442 - 111);
});

test('a fraction that leaves nothing to train on is refused; some row is always held out', async () => {
  const file = join(folder, 'two.csv');
  writeFileSync(file, 'x,y\n1,2\n2,3\n');
  const run = (validation: number) => modelOf({ model: 'ridge', target: 'y', stop: { validation } }, file);
  await expect(run(0.9)).rejects.toMatchObject({ code: 'DATA_VALIDATION', exitStatus: 65 });
  const { training, validation } = (await run(1e-6)).metrics;
  expect([training.rows, validation?.rows]).toEqual([1, 1]);
});

test('default settings come close on scales from 1e-3 to 1e3', async () => {
  const source = random(1, 'scales');
  const lines = Array.from({ length: 2000 }, () => {
    const z = Array.from({ length: 7 }, () => source.uniform() - 0.5);
    const y = z.reduce((sum, each, j) => sum + each * (j + 1), source.uniform());
    return [...z.map((each, j) => (each + 2) * 10 ** (j - 3)), y].join(',');
  });
  const file = join(folder, 'scales.csv');
  writeFileSync(file, ['a,b,c,d,e,f,g,y', ...lines].join('\n'));
  const exact = await modelOf(
    { model: 'least-squares', target: 'y', solver: 'svrg', sgd: { epochs: 200 } },
    file,
  );
  const { metrics } = await modelOf({ model: 'least-squares', target: 'y', sgd: { epochs: 50 } }, file);
  const least = exact.metrics.training.objective ?? Number.NaN;
  expect((metrics.training.objective ?? Number.NaN) / least - 1).toBeLessThan(1e-3);
  if (exact.parameters !== undefined) throw new Error('a linear model was asked for');
  // Slopes are (j + 1) / 10^(j − 3), up to noise of 1/√12 over 2000 rows.
  for (const [j, { weight }] of exact.features.entries()) {
    expect(Math.abs(weight * 10 ** (j - 3) - (j + 1))).toBeLessThan(0.12);
  }
});

test('a custom graph begins with a guess, which is halved where it is too large', async () => {
  const nodes = [
    { name: 'w', op: 'parameter', shape: [10] },
    { name: 'x', op: 'input', shape: [10] },
    { name: 'y', op: 'input', shape: [] },
    { name: 'slope', op: 'scale', inputs: ['w'], constants: { factor: 60 } },
    { name: 'prediction', op: 'affine', inputs: ['slope', 'x'] },
    { name: 'residual', op: 'subtract', inputs: ['y', 'prediction'] },
    { name: 'loss', op: 'square', inputs: ['residual'] },
  ];
  const roles = { input: 'x', outcome: 'y', prediction: 'prediction' };
  const graph = { name: 'steep', graph: { nodes, sink: 'loss' }, roles };
  const last = await lastValueFrom(
    train({ config: { ...base, model: { graph }, sgd: { epochs: 20 } }, data: diabetes }),
  );
  if (last.type !== 'finished') throw new Error(last.type);
  expect(last.model.stopping.stepSize).toBeLessThan(0.05 / 256);
  // J(0) is 29,074; without an intercept to take the mean of y, the optimum is 26,003.
  expect(last.model.metrics.training.objective).toBeLessThan(28_500);
});

test('a file sorted by its outcome is trained on as well as the same rows shuffled: order rows', async () => {
  const source = random(3, 'sorted');
  const rows = Array.from({ length: 20_000 }, () => {
    const x = Array.from({ length: 4 }, () => source.uniform() - 0.5);
    return [...x, x.reduce((sum, each, j) => sum + each * (j + 1), source.uniform())];
  });
  const written = (name: string, of: readonly (readonly number[])[]) => {
    const file = join(folder, name);
    writeFileSync(file, ['a,b,c,d,y', ...of.map((row) => row.join(','))].join('\n'));
    return file;
  };
  const shuffled = written('shuffled.csv', rows);
  const sorted = written(
    'sorted.csv',
    rows.toSorted((one, other) => one[4]! - other[4]!),
  );
  for (const epochs of [1, 2, 5]) {
    const config: PublicConfig = {
      ...{ model: 'ridge', target: 'y', blockRows: 1024 },
      sgd: { order: 'rows', stepSize: 0.002, batchSize: 32, epochs },
    };
    const [one, other] = await Promise.all([modelOf(config, sorted), modelOf(config, shuffled)]);
    const ratio = (one.metrics.training.objective ?? 0) / (other.metrics.training.objective ?? 0);
    expect(Math.abs(ratio - 1), `${epochs} epochs`).toBeLessThan(0.01);
  }
});
