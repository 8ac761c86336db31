/** Model files of version 1 load, predict and are written as by the release that wrote them. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { DataError } from '#chainrule/errors.js';
import { parametersOf } from '#chainrule/explain/from-model.js';
import { parseModel } from '#chainrule/model-file/parse-model.js';
import { readModelFile } from '#chainrule/model-file/read-model.js';
import { stringifyModel } from '#chainrule/model-file/write-model.js';
import { ridge } from '#chainrule/models/linear.js';
import { predict } from '#chainrule/predict/predictor.js';

const path = (name: string) => `test/fixtures/model-v1/${name}.json`;
const rows = [
  [32.1, 101, 4.8598],
  [0, 0, 0],
  [-1e6, 3e5, 1 / 3],
];

/** What that release predicted. */
const predictions = {
  ridge: [204.57770128377433, -332.8739946077667, -6221780.755454868],
  'no-intercept': [180.46816579604848, 0, -3841519.9788720026],
  perceptron: [152.21141244049133, 147.68306530651597, 147.71534026259422],
};

describe.each(Object.entries(predictions))('%s', (name, expected) => {
  test('predicts the same to the last bit', async () => {
    const model = await readModelFile(path(name));
    expect(model.version).toBe(1);
    expect(rows.map((row) => predict(model, row))).toEqual(expected);
  });

  test('is written as it was', async () => {
    const model = await readModelFile(path(name));
    expect(JSON.parse(stringifyModel(model))).toEqual(JSON.parse(readFileSync(path(name), 'utf8')));
  });
});

test('its weights and intercept are what its fingerprint covers', async () => {
  const raw = JSON.parse(readFileSync(path('ridge'), 'utf8'));
  expect(() => parseModel({ ...raw, intercept: raw.intercept + 1 }, 'm.json')).toThrow(DataError);
  expect(() => parseModel({ ...raw, intercept: raw.intercept + 1 }, 'm.json')).toThrow('fingerprint');
  expect(() => parseModel({ ...raw, version: 2 }, 'm.json')).toThrow('m.json: atMeans');
});

test('it is a point to explain at', async () => {
  const model = await readModelFile(path('ridge'));
  const theta = parametersOf(model, ridge({ features: 3, intercept: true, l2Reg: 0.01 }));
  const z = model.features.map(({ mean, scale }, j) => (rows[0]![j]! - mean) / scale);
  const prediction = z.reduce((sum, value, j) => sum + value * theta[j]!, theta[3]!);
  expect(prediction).toBeCloseTo(predictions.ridge[0]!, 10);
});
