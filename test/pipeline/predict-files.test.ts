/** Predictions of files: those of `predictor`, row by row, in the order of the input, however the work is spread. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { PublicConfig } from '#chainrule/config/check-config.js';
import { ThreadWorkers } from '#chainrule/engines/threads/thread-workers.js';
import type { ModelFile } from '#chainrule/model-file/model-file.js';
import { type PredictFilesOptions, predictFiles } from '#chainrule/pipeline/predict-files.js';
import { fit as modelFrom } from '#chainrule/pipeline/train-model.js';
import { predictor } from '#chainrule/predict/predictor.js';
import { linearExamples } from '../support/examples.js';
import { temporaryFolder } from '../support/folder.js';
import { perceptron } from '../support/perceptron.js';

afterEach(() => vi.restoreAllMocks());

const folder = temporaryFolder();
const { xs, features } = linearExamples(400, 3, 9);
const rows = Array.from({ length: 400 }, (_, row) => [...xs.subarray(row * features, (row + 1) * features)]);
const ids = rows.map((_, row) => (row % 3 === 0 ? `"id ${row}, with ""quotes""\nand a line"` : `id ${row}`));

// The model has its columns in another order.
const csv = ['c,id,b,a', ...rows.map(([a, b, c], row) => `${c},${ids[row]},${b},${a}`)].join('\r\n');
const path = folder.write('new.csv', `${csv}\r\n`);
const parts = [
  folder.write('one.csv', `${csv.split('\r\n').slice(0, 100).join('\r\n')}\r\n`),
  folder.write('two.csv', ['c,id,b,a', ...csv.split('\r\n').slice(100)].join('\r\n')),
];

const training = linearExamples(60, 3, 2);
const columns = Object.fromEntries(
  ['a', 'b', 'c'].map((name, j) => [
    name,
    Float64Array.from({ length: 60 }, (_, row) => training.xs[row * 3 + j] ?? 0),
  ]),
);
const trained = (config: Omit<PublicConfig, 'target' | 'workers'>) =>
  modelFrom({ config: { ...config, target: 'y', workers: 1 }, data: { ...columns, y: training.ys } });
const models: [string, Promise<ModelFile>][] = [
  ['linear', trained({ model: 'least-squares', solver: 'exact' })],
  ['graph', trained({ model: { graph: perceptron(3) }, sgd: { stepSize: 0.01, epochs: 2 } })],
];

async function predicted(options: Omit<PredictFilesOptions, 'keep'> & { readonly keep?: readonly string[] }) {
  const pieces: Uint8Array[] = [];
  const found = await predictFiles({ keep: [], ...options }, async (text) => {
    pieces.push(text);
  });
  return { ...found, text: Buffer.concat(pieces).toString() };
}

function promised() {
  const resolvers: (() => void)[] = [];
  const promise = new Promise<void>((resolve) => resolvers.push(resolve));
  return { promise, resolve: () => resolvers[0]?.() };
}

describe.each(models)('%s', (_, pending) => {
  it('gives the numbers of predictor, that read back the same, beside the kept text', async () => {
    const model = await pending;
    const predict = predictor(model);
    const expected = rows.map(([a, b, c], row) => `${ids[row]},${c},${predict({ a, b, c })}`);
    for (const [workers, rangeBytes] of [
      [1, 1 << 20],
      [2, 700],
      [3, 91],
    ] as const)
      for (const data of [[path], parts]) {
        const found = await predicted({ model, data, keep: ['id', 'c'], workers, rangeBytes });
        expect(found).toEqual({ rows: 400, text: `${['id,c,prediction', ...expected].join('\n')}\n` });
      }
  });
});

describe('predictions', () => {
  const linear = async () => (await models[0]?.[1]) as ModelFile;

  it('of no rows are a header', async () => {
    const data = [folder.write('none.csv', 'a,b,"x, y",c\n')];
    const { text } = await predicted({ model: await linear(), data, workers: 1, keep: ['x, y'] });
    expect(text).toBe('"x, y",prediction\n');
  });

  it.each([
    ['lacks.csv', 'a,c\n1,2\n', [], 'lacks.csv:1: the model\'s column "b" is not in the header'],
    ['text.csv', 'a,b,c\n1,2,3\n1,x,3\n', [], 'text.csv:3:3: column "b" (field 2): "x" is not a number'],
    ['keep.csv', 'a,b,c\n1,2,3\n', ['d'], 'keep.csv:1: the column to keep, "d", is not in the header'],
    [
      'huge.csv',
      'a,b,c\n\n1,2,3\n1e308,1e308,1e308\n',
      [],
      'huge.csv:4:1: the prediction is Infinity, which is not a finite number',
    ],
  ])('of %s are refused, and nothing is written', async (name, text, keep, message) => {
    const written: string[] = [];
    const data = [folder.write(name, text)];
    const options = { model: await linear(), data, keep, workers: 2 };
    const write = async (piece: Uint8Array) => {
      written.push(String(piece));
    };
    const failing = predictFiles(options, write);
    await expect(failing).rejects.toThrow(message);
    await expect(failing).rejects.toMatchObject({ name: 'DataError' });
    expect(written).toEqual([]);
  });

  it('are not made faster than they are written', async () => {
    const asked = vi.spyOn(ThreadWorkers.prototype, 'predict');
    const [blocked, first] = [promised(), promised()];
    const running = predictFiles(
      { model: await linear(), data: [path], keep: [], workers: 'auto', mayBlock: true, rangeBytes: 50 },
      () => {
        first.resolve();
        return blocked.promise;
      },
    );
    await first.promise;
    for (let turn = 0; turn < 200; turn++) await new Promise(setImmediate);
    // Three credits, and what was pulled before the first piece was there.
    expect(asked.mock.calls.length).toBeLessThanOrEqual(8);
    blocked.resolve();
    expect((await running).rows).toBe(400);
    expect(asked.mock.calls.length).toBeGreaterThan(200);
  });
});
