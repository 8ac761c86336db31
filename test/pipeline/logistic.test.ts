/** Logistic regression as a graph, beside Newton's method; its prediction is no part of its objective. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type Config, checkConfig } from '#chainrule/config/check-config.js';
import { parseGraphFile } from '#chainrule/graph-file/parse-graph-file.js';
import type { GraphModelFile, ModelFile } from '#chainrule/model-file/model-file.js';
import { predictor } from '#chainrule/predict/predictor.js';
import { solve } from '../support/closed-form.js';
import { result, runTraining } from '../support/training.js';

function own(model: ModelFile): GraphModelFile {
  if (model.parameters === undefined) throw new Error('expected a graph');
  return model;
}

describe('logistic regression, whose prediction is no part of its objective', () => {
  const file = (name: string) => new URL(`../../${name}`, import.meta.url);
  const logistic = parseGraphFile(readFileSync(file('configs/logistic.graph.yaml'), 'utf8'), 'g.yaml');
  const data = fileURLToPath(file('data/iris.csv'));
  const config = (rest: object = {}): Config =>
    checkConfig({
      model: { graph: logistic },
      target: 'virginica',
      features: { include: ['petal_length', 'petal_width'] },
      sgd: { batchSize: 150, stepSize: 1, momentum: 0.99, epochs: 5000 },
      ...rest,
    });
  const rows = readFileSync(data, 'utf8').trim().split('\n').slice(1);
  const table = rows.map((line) => line.split(',').map(Number));
  const outcomes = table.map((cells) => cells[5] ?? Number.NaN);
  const columns = [2, 3].map((j) => {
    const raw = table.map((cells) => cells[j] ?? Number.NaN);
    const mean = raw.reduce((sum, value) => sum + value, 0) / raw.length;
    const scale = Math.sqrt(raw.reduce((sum, value) => sum + (value - mean) ** 2, 0) / raw.length);
    return raw.map((value) => (value - mean) / scale);
  });

  /** Maximum likelihood by Newton's method, on standardized columns: w₁, w₂, b. */
  function newton(): number[] {
    const us = outcomes.map((_, i) => [...columns.map((column) => column[i] ?? Number.NaN), 1]);
    let theta = [0, 0, 0];
    for (let step = 0; step < 30; step++) {
      const gradient = [0, 0, 0];
      const hessian = [0, 1, 2].map(() => [0, 0, 0]);
      for (const [i, u] of us.entries()) {
        const p = 1 / (1 + Math.exp(-u.reduce((sum, value, j) => sum + value * (theta[j] ?? 0), 0)));
        for (const [j, value] of u.entries()) {
          gradient[j]! += (p - (outcomes[i] ?? 0)) * value;
          for (const [k, other] of u.entries()) hessian[j]![k]! += p * (1 - p) * value * other;
        }
      }
      const move = solve(hessian, gradient);
      theta = theta.map((value, j) => value - (move[j] ?? Number.NaN));
    }
    return theta;
  }

  it('reaches the maximum-likelihood estimate to 6 digits and more', async () => {
    const { parameters, metrics } = own((await runTraining({ config: config(), data })).finished.model);
    const found = [...(parameters['w']?.values ?? []), ...(parameters['b']?.values ?? [])];
    const expected = newton();
    for (const [j, value] of expected.entries())
      expect(Math.abs((found[j] ?? Number.NaN) / value - 1)).toBeLessThan(1e-7);
    const probabilities = outcomes.map((_, i) => {
      const z = columns.reduce(
        (sum, column, j) => sum + (column[i] ?? 0) * (expected[j] ?? 0),
        expected[2] ?? 0,
      );
      return 1 / (1 + Math.exp(-z));
    });
    const logLoss = probabilities.map((p, i) => -Math.log(outcomes[i] === 1 ? p : 1 - p));
    const right = probabilities.filter((p, i) => (p >= 0.5 ? 1 : 0) === outcomes[i]).length;
    const { training } = metrics;
    expect(training.logLoss).toBeCloseTo(logLoss.reduce((sum, one) => sum + one, 0) / 150, 10);
    expect(training.accuracy).toBe(right / 150);
    expect(training.objective).toBeCloseTo(training.logLoss ?? Number.NaN, 12);
    expect([training.rmse, training.mae, training.r2]).toEqual([null, null, null]);
  });

  it('gives the same bits for 1, 2 and 5 workers, with held-out rows, by either solver', async () => {
    for (const solver of ['sgd', 'svrg'] as const) {
      const rest = (workers: number) => ({
        ...{ solver, workers, blockRows: 32, shardRows: 2, stop: { validation: 0.3, patience: 50 } },
        sgd: { batchSize: 16, stepSize: 0.5, epochs: 5 },
      });
      const runs = await Promise.all(
        [1, 2, 5].map((workers) => runTraining({ config: config(rest(workers)), data })),
      );
      const [one, ...others] = runs.map(({ finished }) => result(finished.model));
      for (const other of others) expect(other).toEqual(one);
      const { validation } = one?.metrics ?? {};
      expect(validation?.objective).toBeCloseTo(validation?.logLoss ?? Number.NaN, 12);
      expect(validation?.accuracy).toBeGreaterThan(0.6);
      expect(validation?.rmse).toBeNull();
    }
  });

  it('has no log-loss for outcomes that are neither 0 nor 1', async () => {
    const wrong = config({ target: 'species', sgd: { epochs: 1, stepSize: 0.01 } });
    const { training } = (await runTraining({ config: wrong, data })).finished.model.metrics;
    expect(training).toMatchObject({ logLoss: null, accuracy: null, rmse: null });
  });

  it('predicts from its file what it predicted in training', async () => {
    const { model } = (await runTraining({ config: config(), data })).finished;
    const predict = predictor(model);
    const right = table.filter((cells, i) => {
      const p = predict({ petal_length: cells[2] ?? 0, petal_width: cells[3] ?? 0 });
      return (p >= 0.5 ? 1 : 0) === outcomes[i];
    });
    expect(right.length / 150).toBe(model.metrics.training.accuracy);
  });
});

it('a prediction of parameters alone is compared with an outcome that the objective does not depend on', async () => {
  const text = `inputs: { x: features, y: outcome }
parameters: { w: { shape: [features], init: 0.5 }, c: { init: 2 } }
constants: { one: 1 }
nodes:
  prediction: multiply(c, one)
  loss: add(square(affine(w, x)), square(subtract(c, 7)))
prediction: prediction
objective: loss
metrics: [rmse]
`;
  const iris = fileURLToPath(new URL('../../data/iris.csv', import.meta.url));
  for (const [order, batchSize] of [
    ['rows', 16],
    ['file', 150],
  ] as const) {
    const config = checkConfig({
      model: { graph: parseGraphFile(text, 'alone.graph.yaml') },
      target: 'species',
      sgd: { order, batchSize, stepSize: 0.1, epochs: 200 },
    });
    const { metrics } = (await runTraining({ config, data: iris })).finished.model;
    // 50 rows each of 1, 2 and 3 beside 7.
    expect(metrics.training.rmse).toBeCloseTo(Math.sqrt((36 + 25 + 16) / 3), 9);
  }
});
