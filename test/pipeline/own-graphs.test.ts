/** Graphs of one's own, trained whole: robust regression beside SciPy, a perceptron, and prediction from the file alone. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Config, checkConfig } from '#chainrule/config/check-config.js';
import { parseGraphFile } from '#chainrule/graph-file/parse-graph-file.js';
import type { GraphModelFile, ModelFile } from '#chainrule/model-file/model-file.js';
import { readModelFile } from '#chainrule/model-file/read-model.js';
import { writeModelFile } from '#chainrule/model-file/write-model.js';
import { predictor } from '#chainrule/predict/predictor.js';
import { random } from '#chainrule/random.js';
import { temporaryFolder } from '../support/folder.js';
import { csv, result, runTraining } from '../support/training.js';

const folder = temporaryFolder();

function own(model: ModelFile): GraphModelFile {
  if (model.parameters === undefined) throw new Error('expected a graph');
  return model;
}

/** 40 rows of y = 3 + 2a − 1.5b and some noise; every 8th outcome is 100 too high. */
const withOutliers = Array.from({ length: 40 }, (_, i) => {
  const a = ((i * 7) % 40) / 4;
  const b = ((i * 11) % 13) - 6;
  const noise = (((i * 17) % 23) - 11) / 10;
  return [a, b, 3 + 2 * a - 1.5 * b + noise + (i % 8 === 0 ? 100 : 0)];
});

const huber = parseGraphFile(
  `inputs: { x: features, y: outcome }
parameters: { w: [features], b: [] }
nodes:
  prediction: affine(w, x, b)
  loss: huber(subtract(y, prediction), delta=1.345)
prediction: prediction
objective: loss
`,
  'huber.graph.yaml',
);

describe('Huber regression on a table with outliers', () => {
  /**
   * SciPy 1.17.1, NumPy 2.4.6; Z are the two columns less their mean, divided by their population deviation:
   *
   *     def J(t):
   *         s = np.abs(y - Z @ t[:2] - t[2])
   *         return np.where(s <= 1.345, s*s/2, 1.345*(s - 1.345/2)).mean()
   *     scipy.optimize.minimize(J, np.zeros(3), jac=g, method='BFGS', options={'gtol': 1e-12, 'maxiter': 10000})
   *
   * with g its gradient; largest |∂J/∂t| at the end 1.8e-9.
   */
  const scipy = { w: [5.73216498, -5.76972317], b: 13.14885019, objective: 16.928452394655675 };

  it('finds the parameters that SciPy finds, to 4 digits and more', async () => {
    const data = folder.write('outliers.csv', csv(['a', 'b', 'y'], withOutliers));
    const config = checkConfig({
      model: { graph: huber },
      target: 'y',
      sgd: { batchSize: 40, stepSize: 0.5, epochs: 3000, order: 'file' },
    });
    const { finished } = await runTraining({ config, data });
    const { parameters, metrics } = own(finished.model);
    const [w = [], [b = Number.NaN] = []] = [parameters['w']?.values, parameters['b']?.values];
    for (const [j, weight] of scipy.w.entries())
      expect(Math.abs((w[j] ?? 0) / weight - 1)).toBeLessThan(1e-6);
    expect(Math.abs(b / scipy.b - 1)).toBeLessThan(1e-6);
    expect(Math.abs((metrics.training.objective ?? Number.NaN) / scipy.objective - 1)).toBeLessThan(1e-9);
    // Near 2 and −1.5 in the columns' own units, where least squares finds 0.97 and −2.58.
    expect((w[0] ?? 0) / (finished.model.features[0]?.scale ?? 0)).toBeCloseTo(1.9863, 4);
    expect((w[1] ?? 0) / (finished.model.features[1]?.scale ?? 0)).toBeCloseTo(-1.51377, 4);
  });
});

const perceptron = parseGraphFile(
  `name: perceptron
inputs: { x: features, y: outcome }
parameters:
  W1: { shape: [8, features], init: { uniform: 0.8 } }
  b1: [8]
  W2: { shape: [4, 8], init: { uniform: 0.8 } }
  b2: [4]
  w3: { shape: [4], init: { uniform: 0.8 } }
  b3: []
nodes:
  h1: tanh(affine(W1, x, b1))
  h2: tanh(affine(W2, h1, b2))
  prediction: affine(w3, h2, b3)
  loss: square(subtract(y, prediction))
prediction: prediction
objective: loss
`,
  'perceptron.graph.yaml',
);

describe('a perceptron', () => {
  const source = random(1, 'test');
  const rows = Array.from({ length: 500 }, () => {
    const [p, q] = [4 * source.uniform() - 2, 4 * source.uniform() - 2];
    return [p, q, p * q];
  });
  const data = folder.write('product.csv', csv(['p', 'q', 'y'], rows));
  const config = (workers: number): Config =>
    checkConfig({
      model: { graph: perceptron },
      target: 'y',
      sgd: { stepSize: 0.05, batchSize: 20, epochs: 150 },
      blockRows: 64,
      shardRows: 4,
      workers,
    });

  it('learns a product, which no linear model can, with the same bits for 1, 2 and 5 workers', async () => {
    const runs = await Promise.all(
      [1, 2, 5].map((workers) => runTraining({ config: config(workers), data, rangeBytes: 4096 })),
    );
    const [one, ...others] = runs.map(({ finished }) => result(finished.model));
    for (const other of others) expect(other).toEqual(one);
    expect(runs[2]?.finished.shardsPerWorker.filter((shards) => shards > 0).length).toBeGreaterThan(1);
    expect(one?.metrics.training.r2).toBeGreaterThan(0.9);
    const linear = await runTraining({ config: { model: 'least-squares', target: 'y', workers: 1 }, data });
    expect(linear.finished.model.metrics.training.r2).toBeLessThan(0.5);
  });

  it('predicts from its file alone, as it did in training', async () => {
    const { finished } = await runTraining({ config: config(1), data });
    const path = folder.file('model.json');
    writeModelFile(path, finished.model);
    const model = await readModelFile(path);
    expect(own(model).features.map(({ name }) => name)).toEqual(['p', 'q']);
    const predict = predictor(model);
    const squares = rows.map(([p = 0, q = 0, y = 0]) => (y - predict({ q, p })) ** 2);
    const mean = squares.reduce((sum, each) => sum + each, 0) / rows.length;
    expect(mean).toBeCloseTo((model.metrics.training.rmse ?? 0) ** 2, 12);
    // The config in the file has the graph in itself: the same training again.
    expect(readFileSync(path, 'utf8')).not.toContain(folder.path.concat('/perceptron'));
    const again = await runTraining({ config: checkConfig({ ...model.config, workers: 1 }), data });
    expect(result(again.finished.model)).toEqual(result(finished.model));
  });
});

it('a graph of a hundred thousand parameters and more is trained, and told how steep it still is', async () => {
  const wide = `inputs: { x: features, y: outcome }
parameters: { W: { shape: [50000, features], init: { uniform: 0.01 } }, v: [50000] }
nodes:
  prediction: affine(v, tanh(affine(W, x)))
  loss: square(subtract(y, prediction))
prediction: prediction
objective: loss
`;
  const data = folder.write(
    'few.csv',
    csv(
      ['a', 'b', 'c', 'y'],
      [
        [1, 2, 3, 4],
        [2, 1, 0, 1],
        [0, 1, 1, 2],
      ],
    ),
  );
  const graph = parseGraphFile(wide, 'wide.graph.yaml');
  const config = checkConfig({ model: { graph }, target: 'y', sgd: { epochs: 1, stepSize: 1e-6 } });
  const { certificate } = (await runTraining({ config, data })).finished.model;
  expect(certificate?.certified).toBe(false);
  expect(certificate?.gradientNorm).toBeGreaterThan(0);
});
