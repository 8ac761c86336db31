/** The laws of a whole run: the same bits for any number of workers and any chunks, and threads that end with it. */
import { totalmem } from 'node:os';
import { Subscription } from 'rxjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PublicConfig } from '#chainrule/config/check-config.js';
import type { ModelFile } from '#chainrule/model-file/model-file.js';
import type { TrainingEvent } from '#chainrule/pipeline/events.js';
import { version } from '#chainrule/pipeline/run-facts.js';
import { train } from '#chainrule/pipeline/train-model.js';
import { predictor } from '#chainrule/predict/predictor.js';
import { random } from '#chainrule/random.js';
import { closedForm, mean, readPlain } from '../support/closed-form.js';
import { linearExamples } from '../support/examples.js';
import { temporaryFolder } from '../support/folder.js';
import { perceptron } from '../support/perceptron.js';
import { csv, linear, result, runTraining } from '../support/training.js';
import { watchWorkers } from '../support/workers-born.js';

const folder = temporaryFolder();
const rows = 2011;

const data = folder.write('linear.csv', linearCsv());

function linearCsv(): string {
  const { xs, ys, features } = linearExamples(rows, 3);
  const header = ['a', 'b', 'c', 'y'];
  return csv(
    header,
    [...ys].map((y, row) => [...xs.subarray(row * features, (row + 1) * features), y]),
  );
}

const config = (changes: Partial<PublicConfig> = {}): PublicConfig => ({
  model: 'ridge',
  target: 'y',
  ...(changes.model === undefined && { l2Reg: 0.05 }),
  blockRows: 256,
  shardRows: 32,
  seed: 5,
  ...changes,
  sgd: { stepSize: 0.02, batchSize: 256, epochs: 2, ...changes.sgd },
});

const withoutHashes = (model: ModelFile) => ({
  ...result(model),
  files: model.files.map((file) => ({ ...file, hash: '' })),
});

const sum = (values: readonly number[]) => values.reduce((total, each) => total + each, 0);

describe('the number of workers', () => {
  // Seven full minibatches of 8 shards, one of 219 rows.
  const shards = 2 * (7 * 8 + Math.ceil(219 / 32));

  it.each(['rows', 'blocks', 'file', 'replacement'] as const)(
    'never changes a bit, nor does the size of ranges, but for the hash over them: %s',
    async (order) => {
      const one = await runTraining({ config: config({ workers: 1, sgd: { order } }), data });
      expect(one.finished.shardsPerWorker).toEqual([shards]);
      for (const [workers, rangeBytes] of [
        [2, 1 << 20],
        [3, 5000],
        [7, 777],
      ] as const) {
        const { finished } = await runTraining({
          config: config({ workers, sgd: { order } }),
          data,
          rangeBytes,
        });
        expect(withoutHashes(finished.model)).toEqual(withoutHashes(one.finished.model));
        expect(finished.shardsPerWorker).toHaveLength(workers);
        expect(sum(finished.shardsPerWorker)).toBe(shards);
        if (workers === 2) for (const some of finished.shardsPerWorker) expect(some).toBeGreaterThan(0);
      }
    },
  );

  it('is told when the run starts, and recorded under run alone', async () => {
    const { events, finished } = await runTraining({ config: config({ workers: 2 }), data });
    const node = process.versions.node;
    expect(events[0]).toEqual({ type: 'started', version, node, files: [data], workers: 2 });
    expect(finished.model.run).toMatchObject({
      ...{ chainrule: version, node, workers: 2, memory: 'auto', paths: [data] },
      started: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      host: { platform: `${process.platform} ${process.arch}`, cpus: expect.any(Number), memory: totalmem() },
    });
    expect(JSON.stringify(result(finished.model))).not.toContain('workers');
  });

  it('never changes a bit of the events either', async () => {
    const told = async (workers: number) => {
      const { events } = await runTraining({ config: config({ workers }), data });
      return events.filter(({ type }) => type === 'epoch' || type === 'decoded');
    };
    expect(await told(2)).toEqual(await told(1));
  });

  it('never changes a bit where one thread takes whole steps: minibatches of one shard', async () => {
    const models = [];
    for (const workers of [1, 2]) {
      const sgd = { batchSize: 1, order: 'replacement' as const, stepSize: 0.002 };
      const { finished } = await runTraining({ config: config({ workers, sgd }), data });
      models.push(result(finished.model));
      expect(sum(finished.shardsPerWorker)).toBe(2 * rows);
      expect(finished.model.stopping).toMatchObject({ reason: 'epochs', epochs: 2, steps: 2 * rows });
    }
    expect(models[1]).toEqual(models[0]);
  });
});

describe('other facts of the run', () => {
  it('the same rows in several files give the same model but for the list of files', async () => {
    const [header = '', ...lines] = linearCsv().trim().split('\n');
    const part = (name: string, some: string[]) => folder.write(name, `${[header, ...some].join('\n')}\n`);
    const parts = [part('part-1.csv', lines.slice(0, 700)), part('part-2.csv', lines.slice(700))];
    const whole = await runTraining({ config: config({ workers: 2 }), data });
    const split = await runTraining({ config: config({ workers: 2 }), data: parts, rangeBytes: 3000 });
    const { files: _, ...rest } = result(split.finished.model);
    const { files: __, ...expected } = result(whole.finished.model);
    expect(rest).toEqual(expected);
    expect(split.finished.model.files.map((file) => file.rows)).toEqual([700, rows - 700]);
  });

  it('seed and order do change the weights', async () => {
    const prints = new Set<string>();
    for (const changes of [
      {},
      { seed: 6 },
      { sgd: { order: 'file' } },
      { sgd: { order: 'blocks' } },
    ] as const) {
      prints.add(
        (await runTraining({ config: config({ ...changes, workers: 1 }), data })).finished.model.fingerprint,
      );
    }
    expect(prints.size).toBe(4);
  });

  it('events come in order: started, decoding, decoded, notice, every epoch, warning, finished', async () => {
    const { events } = await runTraining({ config: config({ workers: 2 }), data, rangeBytes: 20_000 });
    const kinds = events.map(({ type }) => type).filter((type, i, all) => type !== all[i - 1]);
    expect(kinds).toEqual(['started', 'decoding', 'decoded', 'notice', 'epoch', 'warning', 'finished']);
    const shares = events.flatMap((event) => (event.type === 'decoding' ? [event.share] : []));
    expect(shares.length).toBeGreaterThan(3);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
    expect(events.flatMap((event) => (event.type === 'epoch' ? [event.epoch] : []))).toEqual([1, 2]);
  });
});

describe('unsubscribing', () => {
  const endless = (changes: Partial<PublicConfig> = {}) =>
    config({ workers: 2, ...changes, sgd: { epochs: Number.MAX_SAFE_INTEGER, ...changes.sgd } });

  it.each([
    ['started', {}],
    ['decoding', {}],
    ['decoded', {}],
    ['epoch', {}],
    ['epoch', { sgd: { batchSize: 1 } }],
  ] as const)('on the first %s event stops the run and its threads (%j)', async (type, changes) => {
    const watch = watchWorkers();
    const later: TrainingEvent['type'][] = [];
    let stopped = false;
    await new Promise<void>((resolve, reject) => {
      const subscription = new Subscription();
      subscription.add(
        train({ config: endless(changes), data, rangeBytes: 4000 }).subscribe({
          next: (event) => {
            if (stopped) later.push(event.type);
            if (event.type !== type || stopped) return;
            stopped = true;
            queueMicrotask(() => {
              subscription.unsubscribe();
              resolve();
            });
          },
          error: reject,
        }),
      );
    });
    await watch.ended();
    expect(watch.count).toBe(2);
    expect(later).toEqual([]);
  });

  it('at once starts no thread', async () => {
    const watch = watchWorkers();
    train({ config: endless(), data }).subscribe().unsubscribe();
    await new Promise((resolve) => setImmediate(resolve));
    await runTraining({ config: config({ workers: 1 }), data });
    expect(watch.count).toBe(1);
    await watch.ended();
  });

  it('is not needed: threads end with the run, and with an error', async () => {
    const watch = watchWorkers();
    await runTraining({ config: config({ workers: 2 }), data });
    const bad = folder.write('bad.csv', 'a,y\n1,2\n3,x\n');
    await expect(runTraining({ config: config({ workers: 2 }), data: bad })).rejects.toThrow(`${bad}:3:3`);
    await watch.ended();
    expect(watch.count).toBe(4);
  });

  it('nothing happens before somebody subscribes, and every subscription is a run of its own', async () => {
    const missing = train({ config: config(), data: folder.file('missing.csv') });
    for (const _ of [1, 2]) {
      await expect(
        new Promise((resolve, reject) =>
          missing.subscribe({ complete: () => resolve(undefined), error: reject }),
        ),
      ).rejects.toMatchObject({ name: 'MissingInputError' });
    }
  });
});

describe('a two-layer perceptron', () => {
  const nonlinear = folder.file('nonlinear.csv');
  beforeAll(() => {
    const source = random(1, 'nonlinear');
    const draw = () => 4 * source.uniform() - 2;
    const examples = Array.from({ length: 600 }, () => {
      const [a, b] = [draw(), draw()];
      return [a, b, Math.sin(2 * a) + b * b];
    });
    folder.write('nonlinear.csv', csv(['a', 'b', 'y'], examples));
  });

  it('is trained by the same coordinator and workers, to the same bits, far below the linear optimum', async () => {
    const own = (workers: number) =>
      runTraining({
        config: config({
          model: { graph: perceptron(12) },
          workers,
          blockRows: 160,
          shardRows: 20,
          sgd: { batchSize: 60, epochs: 150, stepSize: 0.05 },
        }),
        data: nonlinear,
      });
    const one = await own(1);
    for (const workers of [2, 3]) {
      const { finished } = await own(workers);
      expect(result(finished.model)).toEqual(result(one.finished.model));
      if (workers === 2) for (const some of finished.shardsPerWorker) expect(some).toBeGreaterThan(0);
    }
    const { metrics, model } = one.finished.model;
    const objectives = one.events.flatMap((event) => (event.type === 'epoch' ? [event.objective] : []));
    const table = readPlain(nonlinear);
    const { loss } = closedForm(table, 0);
    expect(model).toBe('perceptron');
    expect(metrics.training.objective).toBeLessThan(loss / 3);
    expect(objectives.at(-1)).toBeLessThan((objectives[0] ?? 0) / 3);

    const predict = predictor(one.finished.model);
    const residuals = table.x.map((x, i) => (table.y[i] ?? Number.NaN) - predict(x));
    expect(metrics.training.rmse).toBeCloseTo(Math.sqrt(mean(residuals.map((r) => r * r))), 10);
    expect(metrics.training.mae).toBeCloseTo(mean(residuals.map(Math.abs)), 10);
    expect(metrics.training.objective).toBeCloseTo(mean(residuals.map((r) => r * r)), 10);
  });

  it('starts from the seed', async () => {
    const prints = new Set<string>();
    for (const seed of [1, 2, 1]) {
      const options = {
        config: config({ model: { graph: perceptron(4) }, seed, workers: 1, sgd: { order: 'file' } }),
        data: nonlinear,
      };
      prints.add((await runTraining(options)).finished.model.fingerprint);
    }
    expect(prints.size).toBe(2);
  });
});

describe('unusual columns', () => {
  it('called `10`, `__proto__` and `constructor` are columns like others', async () => {
    const { xs, ys } = linearExamples(200, 3);
    const examples = [...ys].map((y, row) => [...xs.subarray(row * 3, row * 3 + 3), y]);
    const odd = folder.write('odd.csv', csv(['10', '__proto__', 'constructor', '2'], examples));
    const plain = folder.write('plain.csv', csv(['a', 'b', 'c', 'y'], examples));
    const of = async (path: string, target: string) => {
      const { finished } = await runTraining({ config: config({ workers: 1, target }), data: path });
      return linear(finished.model);
    };
    const [model, expected] = [await of(odd, '2'), await of(plain, 'y')];
    expect(model.features.map(({ name }) => name)).toEqual(['10', '__proto__', 'constructor']);
    expect(model.fingerprint).toBe(expected.fingerprint);
    expect(Object.entries(model.weights).length).toBe(3);
    expect(Object.getOwnPropertyDescriptor(model.weights, '__proto__')?.value).toBe(expected.weights['b']);
    expect((await of(odd, '__proto__')).features.map(({ name }) => name)).toEqual(['10', 'constructor', '2']);
  });

  it('that never change get weight 0 and are told; the others are as without them', async () => {
    const { xs, ys } = linearExamples(200, 1);
    const [x, y] = [[...xs], [...ys]];
    const constant = folder.write(
      'constant.csv',
      csv(
        ['c', 'x', 'zero', 'y'],
        x.map((value, row) => [0.1, value, 0, y[row] ?? 0]),
      ),
    );
    const alone = folder.write(
      'alone.csv',
      csv(
        ['x', 'y'],
        x.map((value, row) => [value, y[row] ?? 0]),
      ),
    );
    for (const intercept of [true, false]) {
      for (const standardize of [true, false]) {
        const changes = { intercept, standardize, workers: 2 };
        const { events, finished } = await runTraining({ config: config(changes), data: constant });
        const model = linear(finished.model);
        const notices = events.flatMap((event) => (event.type === 'notice' ? [event.text] : []));
        const useless = intercept ? ['c', 'zero'] : ['zero'];
        expect(notices.flatMap((text) => /"(\w+)".*weight is 0/.exec(text)?.[1] ?? [])).toEqual(useless);
        for (const name of useless) expect(model.weights[name]).toBe(0);
        if (!intercept) continue;
        const expected = linear((await runTraining({ config: config(changes), data: alone })).finished.model);
        expect(model.weights['x']).toBe(expected.weights['x']);
        expect(model.intercept).toBe(expected.intercept);
      }
    }
  });
});

describe('what cannot be trained', () => {
  it.each([
    ['no files', [], 'USAGE_DATA'],
    ['an outcome too large to be squared', ['x,y\n1,1e200\n2,3\n'], 'TRAINING_NO_START'],
    ['a feature too large to be scaled', ['x,y\n1e300,1\n2,3\n'], 'DATA_SCALE'],
  ])('%s', async (_, texts, code) => {
    const paths = texts.map((text, i) => folder.write(`cannot-${i}.csv`, text));
    await expect(runTraining({ config: config({ workers: 1 }), data: paths })).rejects.toMatchObject({
      code,
    });
  });

  it('a training that diverges names a step size that would do, and it does', async () => {
    for (const order of ['rows', 'replacement'] as const) {
      const sgd = { order, batchSize: 1, stepSize: 5 };
      const failing = runTraining({ config: config({ workers: 1, sgd }), data });
      await expect(failing).rejects.toMatchObject({ name: 'TrainingError', code: 'TRAINING_DIVERGED' });
      const message = await failing.then(String, (error: Error) => error.message);
      const stepSize = Number(/use sgd\.stepSize: ([^,\s]+)/.exec(message)?.[1]);
      const { finished } = await runTraining({
        config: config({ workers: 1, sgd: { ...sgd, stepSize, epochs: 5 } }),
        data,
      });
      expect(finished.model.metrics.training.r2).toBeGreaterThan(0.5);
    }
  });
});

afterAll(() => expect(process.listenerCount('worker')).toBe(0));
