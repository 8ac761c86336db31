/** An evaluation gives the metrics of the training, to the last digit, from the model file and the data alone. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkConfig, type PublicConfig } from '#chainrule/config/check-config.js';
import { parseGraphFile } from '#chainrule/graph-file/parse-graph-file.js';
import { evaluateModel } from '#chainrule/pipeline/evaluate-model.js';
import { fit as modelFrom } from '#chainrule/pipeline/train-model.js';
import { predictor } from '#chainrule/predict/predictor.js';
import { linearExamples } from '../support/examples.js';
import { temporaryFolder } from '../support/folder.js';
import { perceptron } from '../support/perceptron.js';
import { csv, linear } from '../support/training.js';

const folder = temporaryFolder();
const names = ['a', 'b', 'c', 'y'];
const { xs, ys } = linearExamples(1100, 3, 4);
const table = [...ys].map((y, row) => [...xs.subarray(row * 3, row * 3 + 3), y]);
const path = folder.write('training.csv', csv(names, table));
const others = folder.write('others.csv', csv(names, table.slice(0, 300)));

const configs: Record<string, Omit<PublicConfig, 'target'>> = {
  ridge: { model: 'ridge', l2Reg: 0.3 },
  'without intercept': { model: 'ridge', intercept: false, standardize: false },
  exact: { model: 'least-squares', solver: 'exact' },
  graph: { model: { graph: perceptron(3) }, sgd: { stepSize: 0.01, epochs: 3 } },
  'one feature of a graph': {
    model: { graph: perceptron(2) },
    features: { include: ['a'] },
    sgd: { epochs: 2 },
  },
};

const trained = (name: string, validation?: number) => {
  const stop = validation === undefined ? {} : { stop: { validation } };
  const sizes = { blockRows: 128, shardRows: 32, seed: 6, workers: 1 };
  return modelFrom({
    config: { ...sizes, ...configs[name], ...stop, target: 'y' } as PublicConfig,
    data: path,
  });
};

describe.each(Object.keys(configs))('%s', (name) => {
  it.each([undefined, 0.25])('has the metrics of its training, with validation %s', async (validation) => {
    const model = await trained(name, validation);
    const rows = table.map((row) => Object.fromEntries(names.map((column, j) => [column, row[j]])));
    for (const options of [
      { data: path, workers: 1 },
      { data: path, workers: 3, rangeBytes: 777, memory: '1MB' },
      { data: rows, workers: 2 },
    ]) {
      const { metrics, heldOut, isTrainingData } = await evaluateModel({ model, ...options });
      const { leaveOneOut: _, ...expected } = model.metrics;
      expect(metrics).toEqual(expected);
      expect(heldOut).toBe(validation);
      expect(isTrainingData).toBe(options.data === path && !('rangeBytes' in options));
    }
  });
});

it('of probabilities has their log loss and accuracy', async () => {
  const text = readFileSync(new URL('../../configs/logistic.graph.yaml', import.meta.url), 'utf8');
  const model = { graph: parseGraphFile(text, 'logistic.graph.yaml') };
  const high = { a: table.map(([a = 0]) => a), high: ys.map((y) => Number(y > 3)) };
  const config = checkConfig({ model, target: 'high', stop: { validation: 0.3 }, sgd: { epochs: 2 } });
  const trainedModel = await modelFrom({ config, data: high });
  expect(trainedModel.metrics).toMatchObject({
    training: { accuracy: expect.any(Number), logLoss: expect.any(Number), rmse: null },
    validation: { objective: expect.any(Number), accuracy: expect.any(Number) },
  });
  const { metrics } = await evaluateModel({ model: trainedModel, data: high, workers: 2 });
  expect(metrics).toEqual(trainedModel.metrics);
});

describe('all rows', () => {
  it('are evaluated where that is asked for', async () => {
    const model = linear(await trained('ridge', 0.5));
    const { metrics, heldOut } = await evaluateModel({ model, data: others, allRows: true });
    const predict = predictor(model);
    const residuals = table.slice(0, 300).map(([a, b, c, y = 0]) => y - predict({ a, b, c }));
    const loss = residuals.reduce((sum, r) => sum + r * r, 0) / 300;
    const penalty = 0.3 * model.features.reduce((sum, { weight, scale }) => sum + (weight * scale) ** 2, 0);
    const outcomes = table.slice(0, 300).map(([, , , y = 0]) => y);
    const mean = outcomes.reduce((sum, y) => sum + y, 0) / 300;
    const spread = outcomes.reduce((sum, y) => sum + (y - mean) ** 2, 0) / 300;
    expect(heldOut).toBeUndefined();
    expect(metrics.validation).toBeUndefined();
    const { rows, objective, loss: found, mae, r2 } = metrics.training;
    expect(rows).toBe(300);
    expect(found).toBeCloseTo(loss, 10);
    expect(objective).toBeCloseTo(loss + penalty, 10);
    expect(mae).toBeCloseTo(residuals.reduce((sum, r) => sum + Math.abs(r), 0) / 300, 10);
    expect(r2).toBeCloseTo(1 - loss / spread, 10);
  });

  it('are to be asked for with a file of version 1 that held rows out', async () => {
    const model = await trained('ridge', 0.5);
    const { atMeans: _, ...rest } = linear(model);
    const first = { ...rest, version: 1 as const };
    await expect(evaluateModel({ model: first, data: path })).rejects.toThrow('give --all-rows');
    const { metrics } = await evaluateModel({ model: first, data: path, allRows: true });
    expect(metrics.training.rows).toBe(1100);
  });
});

it('data without the target are refused', async () => {
  const data = folder.write('new.csv', 'a,b,c\n1,2,3\n');
  await expect(evaluateModel({ model: await trained('exact'), data })).rejects.toThrow(
    'new.csv:1: the model\'s column "y" is not in the header',
  );
});
