/** Trained models against the closed form on real data, with nothing of the program's own in the comparison. */
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { PublicConfig } from '#chainrule/config/check-config.js';
import { readConfig } from '#chainrule/config/read-config.js';
import { closedForm, mean, readPlain } from '../support/closed-form.js';
import { temporaryFolder } from '../support/folder.js';
import { csv, linear, result, runTraining } from '../support/training.js';

const folder = temporaryFolder();
const at = (name: string) => fileURLToPath(new URL(`../../${name}`, import.meta.url));
const diabetes = at('data/diabetes.csv');
const table = readPlain(diabetes);

describe('the shipped configs on data/diabetes.csv', () => {
  it.each(['ridge', 'least-squares'])(
    '%s comes within 1 percent of the optimum, and its metrics are true',
    async (name) => {
      const config = await readConfig(at(`configs/${name}.yaml`));
      const { l2Reg = Number.NaN } = config;
      const { finished } = await runTraining({ config, data: diabetes });
      const model = linear(finished.model);
      const { training } = model.metrics;
      const optimum = closedForm(table, l2Reg);
      expect(training.objective).toBeGreaterThanOrEqual(optimum.objective * (1 - 1e-12));
      expect(training.objective).toBeLessThanOrEqual(optimum.objective * 1.01);

      // All metrics again, from the raw weights of the model and the plain table.
      const predictions = table.x.map((x) =>
        model.features.reduce(
          (sum, { weight }, j) => sum + weight * (x[j] ?? Number.NaN),
          model.intercept ?? Number.NaN,
        ),
      );
      const residuals = predictions.map((prediction, i) => (table.y[i] ?? Number.NaN) - prediction);
      const loss = mean(residuals.map((r) => r * r));
      const penalty = model.features.reduce(
        (sum, { weight }, j) => sum + (weight * (optimum.scales[j] ?? Number.NaN)) ** 2,
        0,
      );
      const centre = mean(table.y);
      const close = (value: number | null, expected: number) =>
        expect(Math.abs((value ?? Number.NaN) - expected)).toBeLessThanOrEqual(1e-10 * Math.abs(expected));
      expect(training.rows).toBe(442);
      close(training.objective, loss + l2Reg * penalty);
      close(training.loss, loss);
      close(training.rmse, Math.sqrt(loss));
      close(training.mae, mean(residuals.map(Math.abs)));
      close(training.r2, 1 - loss / mean(table.y.map((y) => (y - centre) ** 2)));
      expect(model.features.map((feature) => feature.name)).toEqual(table.names);
      for (const [j, { scale }] of model.features.entries()) close(scale, optimum.scales[j] ?? Number.NaN);
    },
  );
});

const descent = (changes: Partial<PublicConfig>): PublicConfig => ({
  model: 'ridge',
  target: 'progression',
  workers: 1,
  ...changes,
  sgd: { batchSize: 442, stepSize: 0.2, epochs: 1000, ...changes.sgd },
});

describe('training', () => {
  it('approaches the closed form', async () => {
    const { finished } = await runTraining({ config: descent({ l2Reg: 0.1 }), data: diabetes });
    const { features, intercept, metrics } = linear(finished.model);
    const optimum = closedForm(table, 0.1);
    for (const [j, { weight }] of features.entries())
      expect(Math.abs(weight / (optimum.weights[j] ?? Number.NaN) - 1)).toBeLessThan(1e-8);
    expect(Math.abs((intercept ?? Number.NaN) / optimum.intercept - 1)).toBeLessThan(1e-8);
    expect(Math.abs((metrics.training.objective ?? Number.NaN) / optimum.objective - 1)).toBeLessThan(1e-12);
  });

  it('without intercept solves the normal equations of columns as they stand', async () => {
    const examples = table.x.map((x, i) => [x[2] ?? 0, x[8] ?? 0, table.y[i] ?? 0]);
    const data = folder.write('two.csv', csv(['bmi', 's5', 'progression'], examples));
    const changes = { intercept: false, l2Reg: 0, sgd: { epochs: 4000 } };
    const { finished } = await runTraining({ config: descent(changes), data });
    const model = linear(finished.model);
    const product = (i: number, j: number) => mean(examples.map((row) => (row[i] ?? 0) * (row[j] ?? 0)));
    const determinant = product(0, 0) * product(1, 1) - product(0, 1) ** 2;
    const expected = [
      (product(0, 2) * product(1, 1) - product(1, 2) * product(0, 1)) / determinant,
      (product(1, 2) * product(0, 0) - product(0, 2) * product(0, 1)) / determinant,
    ];
    expect(model.intercept).toBeNull();
    for (const [j, { weight, mean: centre, scale }] of model.features.entries()) {
      expect(Math.abs(weight / (expected[j] ?? Number.NaN) - 1)).toBeLessThan(1e-6);
      expect(centre).toBe(0);
      expect(scale).toBeCloseTo(Math.sqrt(product(j, j)), 10);
    }
    const loss = mean(
      examples.map(([a = 0, b = 0, y = 0]) => (y - a * (expected[0] ?? 0) - b * (expected[1] ?? 0)) ** 2),
    );
    expect(model.metrics.training.r2).toBeCloseTo(1 - loss / product(2, 2), 8);
  });

  it('of ridge with λ = 0 is least squares, bit for bit', async () => {
    for (const workers of [1, 2]) {
      const changes = { workers, shardRows: 16, sgd: { batchSize: 64, epochs: 3, stepSize: 0.01 } };
      const [ridge, leastSquares] = [
        (await runTraining({ config: descent({ ...changes, l2Reg: 0 }), data: diabetes })).finished.model,
        (await runTraining({ config: descent({ ...changes, model: 'least-squares' }), data: diabetes }))
          .finished.model,
      ];
      expect(ridge.fingerprint).toBe(leastSquares.fingerprint);
      expect(linear(ridge).weights).toEqual(linear(leastSquares).weights);
      expect(ridge.metrics).toEqual(leastSquares.metrics);
    }
  });

  it('twice gives models that differ under `run` alone', async () => {
    const config = await readConfig(at('configs/ridge.yaml'), ['sgd.epochs=2']);
    const [a, b] = [
      await runTraining({ config, data: diabetes }),
      await runTraining({ config, data: diabetes }),
    ];
    expect(result(a.finished.model)).toEqual(result(b.finished.model));
  });
});
