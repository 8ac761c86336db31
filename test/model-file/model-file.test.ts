import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DataError, TrainingError } from '#chainrule/errors.js';
import { buildModelFile } from '#chainrule/model-file/build-model.js';
import { fingerprint, fingerprintOfParameters, firstFingerprint } from '#chainrule/model-file/fingerprint.js';
import { parseModel } from '#chainrule/model-file/parse-model.js';
import { stringifyModel } from '#chainrule/model-file/write-model.js';
import { predict, predictor } from '#chainrule/predict/predictor.js';
import { linearModels, linearParts, odd, oddModel, perceptronParts } from './samples.js';

const through = (model: ReturnType<typeof oddModel>) =>
  parseModel(JSON.parse(stringifyModel(model)), 'model.json');

describe('import(export(model)) = model', () => {
  test('for linear models with any column names', () => {
    fc.assert(
      fc.property(linearModels, (model) => {
        const again = through(model);
        expect(again).toEqual(model);
        expect(stringifyModel(again)).toBe(stringifyModel(model));
        const row = model.features.map((_, j) => j - 1.5);
        expect(predict(again, row)).toBe(predict(model, row));
      }),
    );
  });

  test('for a custom graph', () => {
    const model = buildModelFile(perceptronParts());
    const again = through(model);
    expect(again).toStrictEqual(model);
    expect(predict(again, [1, 2, 3, 4])).toBe(predict(model, [1, 2, 3, 4]));
  });
});

describe('a model file', () => {
  test('has its keys in the order of the contract', () => {
    const common = [
      'metrics',
      'solver',
      'stopping',
      'certificate',
      'graph',
      'roles',
      'config',
      'files',
      'fingerprint',
      'run',
    ];
    const head = ['format', 'version', 'model', 'l2Reg', 'target'];
    const linear = ['intercept', 'atMeans', 'features', 'weights', 'standardization'];
    expect(Object.keys(oddModel())).toEqual([...head, ...linear, ...common]);
    const own = ['features', 'standardization', 'parameters'];
    const graphHead = head.filter((key) => key !== 'l2Reg');
    expect(Object.keys(buildModelFile(perceptronParts()))).toEqual([...graphHead, ...own, ...common]);
  });

  test('differs only in run when the same was trained by other workers', () => {
    const parts = linearParts(odd);
    const one = buildModelFile({ ...parts, config: { ...parts.config, workers: 1 }, run: { workers: 1 } });
    const two = buildModelFile({ ...parts, config: { ...parts.config, workers: 2 }, run: { workers: 2 } });
    expect(one.run).not.toEqual(two.run);
    expect(stringifyModel({ ...one, run: {} })).toBe(stringifyModel({ ...two, run: {} }));
  });

  test('keeps columns called 10 and __proto__, and the order of features', () => {
    const json: { features: { name: string }[] } = JSON.parse(stringifyModel(oddModel()));
    expect(json.features.map(({ name }) => name)).toEqual(['b', '10', '__proto__', '2']);
    expect(stringifyModel(oddModel())).toContain('"__proto__": 1e-300');
    expect(Object.keys(through(oddModel()).standardization).sort()).toEqual(['10', '2', '__proto__', 'b']);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY])('never holds %s', (bad) => {
    const weights = odd.map((feature, j) => (j === 1 ? { ...feature, weight: bad } : feature));
    const parts = linearParts(odd);
    const wrong = { ...linearParts(weights), weights: { ...linearParts(weights).weights!, atMeans: 0 } };
    expect(() => buildModelFile(wrong)).toThrow(TrainingError);
    expect(() => buildModelFile(wrong)).toThrow(/features\[1\]\.weight is (NaN|Infinity)/);
    for (const key of ['intercept', 'atMeans'])
      expect(() => buildModelFile({ ...parts, weights: { ...parts.weights!, [key]: bad } })).toThrow(
        new RegExp(`model\\.${key} is (NaN|Infinity)`),
      );
    expect(() =>
      stringifyModel({ ...oddModel(), stopping: { reason: 'epochs', epochs: bad, steps: 1 } }),
    ).toThrow(TrainingError);
  });

  test.each([
    ['another format', { format: 'x' }, /expected a model file of chainrule/],
    ['a later version', { version: 3 }, /version 3 of the model file.*Install the later one/],
    ['a version that is none', { version: 'a' }, /m\.json: version: expected 1 or 2, got the string "a"/],
    [
      'a text for a number',
      { intercept: '1' },
      /m\.json: intercept: expected a finite number or null, got the string/,
    ],
    ['other weights', { weights: { b: 2 } }, /m\.json: weights: this copy differs/],
    ['no ŷ at the means', { atMeans: undefined }, /m\.json: atMeans: expected a finite number/],
    [
      'another intercept',
      { intercept: 7 },
      /m\.json: intercept: this differs from atMeans − Σ weight · mean/,
    ],
    [
      'all predictions moved',
      { intercept: 7, atMeans: (oddModel().atMeans ?? 0) + 6.5 },
      /m\.json: fingerprint: the parameters do not match/,
    ],
    ['another graph', { graph: { nodes: [], sink: 'x' } }, /m\.json: graph: the sink "x" is not a node/],
    [
      'another role',
      { roles: { input: 'w', outcome: 'y', prediction: 'prediction', linear: { weights: 'w' } } },
      /input: "w" is not an input/,
    ],
    ['no features', { features: [] }, /m\.json: /],
    [
      'no scale',
      { features: odd.map((feature) => ({ ...feature, scale: 0 })) },
      /scale: expected a finite number greater than 0/,
    ],
    ['parameters', { parameters: {} }, /m\.json: parameters\.w: expected the shape and values/],
  ])('with %s is refused', (_, change, message) => {
    const raw = { ...JSON.parse(stringifyModel(oddModel())), ...change };
    expect(() => parseModel(raw, 'm.json')).toThrow(DataError);
    expect(() => parseModel(raw, 'm.json')).toThrow(message);
  });

  test.each([null, 3, 'a', [], {}])('is none: %j', (raw) => {
    expect(() => parseModel(raw, 'm.json')).toThrow('m.json: expected a model file of chainrule');
  });

  test('may hold more than this release knows', () => {
    expect(parseModel({ ...oddModel(), later: 1 }, 'm.json')).toStrictEqual(oddModel());
  });

  test('of a graph needs all its parameters, in their shape', () => {
    const parts = perceptronParts();
    const without = new Map([...parts.parameters].filter(([name]) => name !== 'v'));
    expect(() => buildModelFile({ ...parts, parameters: without })).toThrow(
      /parameters\.v: expected shape \[3\] and 3 values/,
    );
  });
});

describe('a fingerprint', () => {
  const hash = (...values: number[]) => {
    const view = new DataView(new ArrayBuffer(8 * values.length));
    for (const [i, value] of values.entries()) view.setFloat64(8 * i, value, true);
    return createHash('sha256').update(view).digest('hex');
  };

  test('is SHA-256 of atMeans, weights and means as little-endian float64', () => {
    const expected = hash(0.5, 2, -3, 7, 8);
    expect(fingerprint(0.5, [2, -3], [7, 8])).toBe(expected);
    expect(fingerprint(0.5, Float64Array.of(2, -3), Float64Array.of(7, 8))).toBe(expected);
    expect(fingerprintOfParameters([[0.5], [2, -3], [7, 8]])).toBe(expected);
    const { fingerprint: ofFile, atMeans } = oddModel();
    expect(ofFile).toBe(hash(atMeans ?? Number.NaN, 2, -0.1, 1e-300, 0, 1, 0, -5, 0));
  });

  test('of version 1 is that of the intercept, 0 where there is none, and the weights', () => {
    expect(firstFingerprint(0.5, [2, -3])).toBe(hash(0.5, 2, -3));
    expect(firstFingerprint(null, [0])).toBe(hash(0, 0));
  });

  test('does not tell −0 from 0, and tells the last bit', () => {
    expect(fingerprint(-0, [-0], [-0])).toBe(fingerprint(0, [0], [0]));
    expect(fingerprint(0, [1], [0])).not.toBe(fingerprint(0, [1 + Number.EPSILON], [0]));
    expect(fingerprint(0, [1, 2], [0, 0])).not.toBe(fingerprint(0, [2, 1], [0, 0]));
  });
});

describe('a prediction', () => {
  test('is atMeans + Σ weight · (x − mean), by name or in order', () => {
    const model = buildModelFile(linearParts(odd.slice(0, 2), 0.5));
    expect(predict(model, [3, 10])).toBe(0.5 + 2 + 2 * (3 - 1) + -0.1 * 10);
    expect(predict(model, Float64Array.of(3, 10))).toBe(5.5);
    expect(predict(model, { '10': 10, b: 3, other: Number.NaN })).toBe(5.5);
    expect(predict(buildModelFile(linearParts(odd.slice(0, 1), null)), [3])).toBe(6);
  });

  test('adds in the order of the features, from atMeans on', () => {
    const one = { weight: 1, scale: 1, mean: 0 };
    const features = ['a', 'b', 'c'].map((name) => ({ name, ...one }));
    const model = buildModelFile(linearParts(features, 2 ** 53));
    // 1 is lost next to 2⁵³, and 2 is not.
    expect(predict(model, [1, 1, 0])).toBe(2 ** 53);
    expect(predict(model, [2, 0, -(2 ** 53)])).toBe(2);
    expect(predict(model, [-(2 ** 53), 1, 1])).toBe(2);
  });

  test('of a graph is its prediction node on the standardized row', () => {
    const parts = perceptronParts();
    const row = [1, 2, 3, 4];
    const z = parts.features.map(({ mean, scale }, j) => ((row[j] ?? 0) - mean) / scale);
    const [W = [], c = [], v = []] = ['W', 'c', 'v'].map((name) =>
      Array.from(parts.parameters.get(name) ?? []),
    );
    const dot = (a: readonly number[], b: readonly number[]) =>
      a.reduce((sum, x, i) => sum + x * (b[i] ?? 0), 0);
    const hidden = c.map((bias, k) => Math.tanh(dot(W.slice(4 * k, 4 * k + 4), z) + bias));
    const predictRow = predictor(buildModelFile(parts));
    expect(predictRow(row)).toBeCloseTo(dot(v, hidden), 14);
    expect(predictRow([0, 0, 0, 0])).not.toBe(predictRow(row));
    expect(predictRow(row)).toBe(
      predictRow(Object.fromEntries(parts.features.map(({ name }, j) => [name, row[j] ?? 0]))),
    );
  });

  test('needs a finite number for every feature', () => {
    expect(() => predict(oddModel(), [1, 2])).toThrow(
      'expected a row of 4 numbers, one for each feature; got 2',
    );
    expect(() => predict(oddModel(), { b: 1, '10': 2, '2': 3 })).toThrow(
      'expected a finite number for the feature "__proto__", got undefined',
    );
    expect(() => predict(oddModel(), [1, 2, 3, Number.NaN])).toThrow(DataError);
  });
});
