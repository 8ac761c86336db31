/** Columns far from 0: a model file predicts what its metrics say, though an intercept could not hold the answer. */
import { expect, test } from 'vitest';
import { parseModel } from '#chainrule/model-file/parse-model.js';
import { stringifyModel } from '#chainrule/model-file/write-model.js';
import { predictor } from '#chainrule/predict/predictor.js';
import { random } from '#chainrule/random.js';
import { temporaryFolder } from '../support/folder.js';
import { csv, linear, runTraining } from '../support/training.js';

const folder = temporaryFolder();
const source = random(11, 'far from zero');
const noise = () => source.uniform() - 0.5;
// mean/sd is about 1e13, 1e9 and 1.
const rows = Array.from({ length: 400 }, () => {
  const [a, b, c] = [source.below(32), source.below(1000), source.uniform()];
  return [1e14 + a, 3e11 - b, c, 2 * a - 0.05 * b + 3 * c + noise()];
});
const data = folder.write('far.csv', csv(['a', 'b', 'c', 'y'], rows));

test.each([
  ['exact', true],
  ['exact', false],
  ['sgd', true],
] as const)('solver %s, standardize %s', async (solver, standardize) => {
  const config = { model: 'least-squares', target: 'y', solver, standardize } as const;
  const model = linear((await runTraining({ config, data })).finished.model);
  const predict = predictor(parseModel(JSON.parse(stringifyModel(model)), 'model.json'));
  const squares = rows.map((row) => (row[3]! - predict(row.slice(0, 3))) ** 2);
  const rmse = Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / rows.length);
  expect(rmse / model.metrics.training.rmse!).toBeCloseTo(1, 10);
  expect(rmse).toBeCloseTo(Math.sqrt(1 / 12), 1);
  // Not so with the intercept alone.
  const plain = rows.map((row) =>
    model.features.reduce((sum, { weight }, j) => sum + weight * row[j]!, model.intercept ?? 0),
  );
  const off = rows.reduce(
    (most, row, i) => Math.max(most, Math.abs(plain[i]! - predict(row.slice(0, 3)))),
    0,
  );
  expect(off).toBeGreaterThan(0.01);
});
