/** Where training starts: linear models at b = mean of y on centred columns, so neither λ nor the unit of y or x matters. */
import { describe, expect, it } from 'vitest';
import { exampleOf } from '#chainrule/cli/shown-example.js';
import { type Config, checkConfig, type PublicConfig } from '#chainrule/config/check-config.js';
import { explain } from '#chainrule/explain/explain.js';
import { writeModelFile } from '#chainrule/model-file/write-model.js';
import { ridge } from '#chainrule/models/linear.js';
import { predictor } from '#chainrule/predict/predictor.js';
import { random } from '#chainrule/random.js';
import { closedForm, mean, readPlain } from '../support/closed-form.js';
import { temporaryFolder } from '../support/folder.js';
import { csv, linear, result, runTraining } from '../support/training.js';

const folder = temporaryFolder();
const diabetes = 'data/diabetes.csv';
const solvers = ['sgd', 'svrg'] as const;

async function modelOf(config: Config | PublicConfig, data: string) {
  return linear((await runTraining({ config, data })).finished.model);
}

describe.each(solvers)('%s with a penalty', (solver) => {
  it.each([1e-300, 1e-6, 1, 1e3, 1e6])('λ = %s: J is within the tolerance of its minimum', async (l2Reg) => {
    const config = { model: 'ridge', target: 'progression', solver, l2Reg } as const;
    const { metrics, stopping } = await modelOf({ ...config, stop: { tolerance: 1e-3 } }, diabetes);
    expect(stopping.reason).toBe('tolerance');
    const least = closedForm(readPlain(diabetes), l2Reg).objective;
    expect((metrics.training.objective ?? Number.NaN) / least - 1).toBeLessThanOrEqual(1e-3);
  });
});

const source = random(11, 'start');
const draw = () => 2 * source.uniform() - 1;

describe.each(solvers)('%s on 20 rows of 300 columns', (solver) => {
  it('reaches its tolerance though the mean of y is far from 0', async () => {
    const rows = Array.from({ length: 20 }, () => {
      const x = Array.from({ length: 300 }, draw);
      return [...x, 1000 + (x[0] ?? 0) + draw()];
    });
    const names = [...Array.from({ length: 300 }, (_, j) => `x${j}`), 'y'];
    const data = folder.write(`wide-${solver}.csv`, csv(names, rows));
    const config = { model: 'ridge', target: 'y', solver, l2Reg: 1 } as const;
    const model = await modelOf({ ...config, stop: { tolerance: 1e-3 } }, data);
    expect(model.stopping.reason).toBe('tolerance');
    expect(model.metrics.training.r2).toBeGreaterThan(0.9);
  });
});

/** a around 1/2, b around −1/8, and y linear in them up to noise: numbers of 16 bits, so that shifts are exact. */
const bits = (value: number) => Math.round(value * 2 ** 15) / 2 ** 15;
const small = Array.from({ length: 90 }, () => {
  const [a, b] = [bits(0.5 + draw()), bits(draw() / 4 - 0.125)];
  return [a, b, bits(3 * a - b + draw() / 4)] as const;
});
const shifted = (da: number, db: number, dy: number) =>
  folder.write(
    `shifted ${da} ${db} ${dy}.csv`,
    csv(
      ['a', 'b', 'y'],
      small.map(([a, b, y]) => [a + da, b + db, y + dy]),
    ),
  );

describe.each([true, false])('with standardize: %s', (standardize) => {
  it.each(solvers)('%s takes the same steps if a constant is added to a column or to y', async (solver) => {
    const config: PublicConfig = {
      ...{ model: 'ridge', target: 'y', solver, standardize, l2Reg: 0.5 },
      ...{ sgd: { epochs: 7, batchSize: 8 }, stop: { tolerance: 1e-300 } },
    };
    const plain = await modelOf(config, shifted(0, 0, 0));
    for (const shift of [
      [0, 0, 2 ** 20],
      [2 ** 12, -(2 ** 12), 0],
      [-(2 ** 12), 2 ** 10, -(2 ** 20)],
    ] as const) {
      const [da, db, dy] = shift;
      const model = await modelOf(config, shifted(da, db, dy));
      const weights = model.features.map(({ weight }) => weight);
      for (const [j, { weight }] of plain.features.entries())
        expect(Math.abs((weights[j] ?? Number.NaN) - weight), `shift ${shift}`).toBeLessThan(1e-8);
      const [wa = Number.NaN, wb = Number.NaN] = weights;
      const intercept = (plain.intercept ?? Number.NaN) + dy - wa * da - wb * db;
      expect(Math.abs((model.intercept ?? Number.NaN) - intercept)).toBeLessThan(1e-4);
      expect(model.stopping.stepSize).toBeCloseTo(plain.stopping.stepSize ?? Number.NaN, 8);
    }
  });

  it('the file predicts with the errors that training reports, and explain shows its predictions', async () => {
    const config = checkConfig({ model: 'ridge', target: 'y', standardize, l2Reg: 0.5 });
    const data = shifted(3, 5, 7);
    const model = await modelOf(config, data);
    const predict = predictor(model);
    const residuals = small.map(([a, b, y]) => y + 7 - predict({ a: a + 3, b: b + 5 }));
    expect(model.metrics.training.rmse).toBeCloseTo(Math.sqrt(mean(residuals.map((r) => r * r))), 12);
    const path = folder.file('model.json');
    writeModelFile(path, model);
    const { nodes } = explain(await exampleOf({ config, data: [data], row: 4, model: path }));
    expect(nodes.find(({ name }) => name === 'residual')?.values[0]).toBeCloseTo(residuals[3]!, 12);
  });

  it('an epoch of steps too small to matter leaves b at the mean of the rows trained on, where explain starts', async () => {
    const config = checkConfig({
      ...{ model: 'least-squares', target: 'progression', standardize },
      ...{ sgd: { epochs: 1, stepSize: 1e-250 }, stop: { validation: 0.3 } },
    });
    const { metrics, features, intercept } = await modelOf(config, diabetes);
    expect(features.every(({ weight }) => Math.abs(weight) < 1e-200)).toBe(true);
    // Predicting the mean of just these rows is what R² compares with.
    expect(Math.abs(metrics.training.r2 ?? Number.NaN)).toBeLessThan(1e-12);
    expect(intercept).not.toBeCloseTo(mean(readPlain(diabetes).y), 2);
    const { theta, where } = await exampleOf({ config, data: [diabetes], row: 3, model: undefined });
    expect([...theta]).toEqual([...Array(10).fill(0), intercept]);
    expect(where).toMatch('at the initial parameters: w = 0, b = mean of progression');
  });
});

it('without an intercept all parameters start at 0, and columns are not centred', async () => {
  const config = checkConfig({ model: 'ridge', target: 'y', intercept: false, standardize: false });
  const { theta, features, where } = await exampleOf({
    ...{ config, data: [shifted(0, 0, 0)], row: 1, model: undefined },
  });
  expect([...theta]).toEqual([0, 0]);
  expect(features.map(({ standardized }) => standardized)).toEqual(small[0]?.slice(0, 2));
  expect(where).toMatch('all 0');
});

describe('a custom graph', () => {
  const graph = ridge({ features: 2, intercept: true, l2Reg: 0.5 });
  const steps = { sgd: { stepSize: 0.01, epochs: 3, batchSize: 8, averaging: false } } as const;

  it('with the graph of ridge is trained like ridge, to the same bits', async () => {
    const data = shifted(3, 5, 7);
    const config = { target: 'y', ...steps } as const;
    const own = await runTraining({ config: checkConfig({ ...config, model: { graph } }), data });
    const { parameters } = result(own.finished.model);
    const { features, intercept } = await modelOf({ ...config, model: 'ridge', l2Reg: 0.5 }, data);
    const w = parameters?.['w']?.values ?? [];
    expect(features.map(({ weight }) => weight)).toEqual(w.map((value, j) => value / features[j]!.scale));
    const [b] = parameters?.['b']?.values ?? [];
    expect(intercept).toBe(features.reduce((sum, each) => sum - each.weight * each.mean, b ?? Number.NaN));
  });

  it.each([
    ['0 without an init', undefined, 0],
    ['a number', 4, 4],
    ['the mean of y', 'meanOutcome' as const, mean(small.map(([, , y]) => y))],
  ])('starts b at %s, and columns are as they are with standardize: false', async (_, init, expected) => {
    const nodes = graph.graph.nodes.map(({ init: __, ...node }) =>
      node.name === 'b' && init !== undefined ? { ...node, init } : node,
    );
    const model = { graph: { ...graph, graph: { ...graph.graph, nodes } } };
    const config = checkConfig({ model, target: 'y', standardize: false });
    const data = [shifted(0, 0, 0)];
    const { theta, features } = await exampleOf({ config, data, row: 1, model: undefined });
    expect(theta[2]).toBeCloseTo(expected, 12);
    expect(features.map(({ standardized }) => standardized)).toEqual(small[0]?.slice(0, 2));
  });
});
