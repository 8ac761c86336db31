/** `solver: auto` and missed goals through the whole pipeline. */
import { describe, expect, it } from 'vitest';
import type { GraphObject } from '#chainrule/graph-file/graph-object.js';
import type { PublicConfig } from '#chainrule/index.js';
import { closedForm, readPlain } from '../support/closed-form.js';
import { temporaryFolder } from '../support/folder.js';
import { csv, linear, result, runTraining } from '../support/training.js';

const diabetes = new URL('../../data/diabetes.csv', import.meta.url).pathname;
const table = readPlain(diabetes);
const folder = temporaryFolder();
const base: PublicConfig = { model: 'ridge', target: 'progression', workers: 1 };

async function trained(changes: Partial<PublicConfig> = {}, data = diabetes) {
  const { events, finished } = await runTraining({ config: { ...base, ...changes }, data });
  const texts = (type: 'notice' | 'warning') =>
    events.flatMap((event) => (event.type === type ? [event.text] : []));
  return { model: finished.model, notices: texts('notice'), warnings: texts('warning') };
}

describe('solver: auto', () => {
  it('gives the minimum where model and target are all that is said', async () => {
    for (const [model, l2Reg] of [
      ['ridge', 0.01],
      ['least-squares', 0],
    ] as const) {
      const { model: file, notices, warnings } = await trained({ model });
      const optimum = closedForm(table, l2Reg);
      for (const [j, { weight }] of linear(file).features.entries())
        expect(Math.abs(weight / (optimum.weights[j] ?? Number.NaN) - 1)).toBeLessThan(1e-9);
      expect([notices, warnings]).toEqual([[], []]);
      expect(file.solver).toEqual({ name: 'exact', auto: true });
      expect(file.config).toMatchObject({ solver: 'exact', stop: { tolerance: 0.1 / 442 } });
    }
  });

  it('says why it does not', async () => {
    const { model, notices } = await trained({ sgd: { batchSize: 4 } });
    const reason = 'sgd.batchSize is set';
    expect(model.solver).toEqual({ name: 'sgd', auto: true, reason });
    expect(notices).toEqual([`solver: auto uses sgd, because ${reason}`]);
  });

  it.each<Partial<PublicConfig>>([
    {},
    { stop: { validation: 0.3 } },
    { sgd: { epochs: 4 } },
    { solver: 'svrg', sgd: { epochs: 2 } },
  ])('writes a config that trains to the same model: %j', async (changes) => {
    const { model } = await trained(changes);
    const again = (await trained({ solver: 'svrg', ...model.config, workers: 2 })).model;
    expect({ ...result(again), solver: {} }).toEqual({ ...result(model), solver: {} });
  });

  it('drops dependent columns with a warning, unless told to fail', async () => {
    const rows = table.x.slice(0, 50).map(([a = 0, b = 0, c = 0]) => [a, b, a + b, c, a * c]);
    const file = folder.write('dependent.csv', csv(['a', 'b', 'total', 'c', 'y'], rows));
    const config: Partial<PublicConfig> = { model: 'least-squares', target: 'y' };
    const { model, warnings } = await trained(config, file);
    expect(warnings).toEqual([expect.stringMatching(/weight 0 for "total" \(on "a", "b"\)\. Exclude/)]);
    expect(linear(model).weights['total']).toBe(0);
    expect(model.stopping.withinTolerance).toBe(true);
    expect((await trained({ ...config, onRankDeficient: 'drop' }, file)).warnings).toEqual([]);
    await expect(trained({ ...config, onRankDeficient: 'error' }, file)).rejects.toMatchObject({
      code: 'EXACT_RANK_DEFICIENT',
      exitStatus: 70,
    });
    const tiny = await trained({ target: 'y', l2Reg: 1e-300 }, file);
    expect(tiny.warnings[0]).toMatch(/l2Reg 1e-300 is too small .* weight 0 for "total"/);
    await expect(trained({ target: 'y', l2Reg: 1e-300, solver: 'exact' }, file)).rejects.toMatchObject({
      code: 'EXACT_ILL_CONDITIONED',
    });
  });

  it('knows that a perfect fit of more columns than rows is a minimum', async () => {
    const names = table.names.slice(0, 9);
    const file = folder.write(
      'wide.csv',
      csv(
        [...names, 'y'],
        table.x.slice(0, 6).map((x, i) => [...x.slice(0, 9), table.y[i]!]),
      ),
    );
    const { model, warnings } = await trained({ model: 'least-squares', target: 'y' }, file);
    expect(warnings).toEqual([expect.stringMatching(/weight 0 for .*\), .*\)\. Exclude/)]);
    expect(model.stopping.withinTolerance).toBe(true);
    expect(model.certificate?.bound).toBeLessThan(1e-20);
  });

  it('ends at a time limit with an error, as there is no solution yet', async () => {
    expect((await trained({ stop: { timeLimit: '1h' } })).model.solver?.name).toBe('exact');
    await expect(trained({ stop: { timeLimit: '1ms' } })).rejects.toMatchObject({
      code: 'TRAINING_TIME_LIMIT',
      exitStatus: 70,
    });
  });

  it('is told that exactCheckColumns has no effect', async () => {
    const plain = await trained();
    const { model, notices } = await trained({ exactCheckColumns: 3 });
    expect(notices).toEqual([expect.stringContaining('exactCheckColumns has no effect')]);
    expect(result(model)).toEqual(result(plain.model));
  });
});

describe('a missed tolerance', () => {
  it('is a warning, and is written down', async () => {
    const { model, warnings } = await trained({ solver: 'sgd', sgd: { epochs: 1 } });
    expect(warnings).toEqual([expect.stringMatching(/J may be as much as .* Use solver: exact/)]);
    expect(model.stopping).toMatchObject({ tolerance: 0.1 / 442, withinTolerance: false });
    expect(model.certificate).toMatchObject({
      certified: false,
      reason: expect.stringContaining('0.000226'),
    });
    expect(model.certificate?.bound).toBeGreaterThan(0);
  });

  it('is judged, but does not end a run, with an explicit step size', async () => {
    const sgd = { stepSize: 1e-4, epochs: 300, batchSize: 1 };
    const { model, warnings } = await trained({ sgd });
    expect(model.stopping).toMatchObject({ reason: 'epochs', epochs: 300, tolerance: 0.1 / 442 });
    expect(model.config).toMatchObject({ stop: {} });
    expect(warnings.length).toBe(Number(model.stopping.withinTolerance === false));
  });
});

describe('stop.gradient', () => {
  const slope: GraphObject = {
    name: 'slope',
    graph: {
      nodes: [
        { name: 'w', op: 'parameter', shape: ['features'] },
        { name: 'x', op: 'input', shape: ['features'] },
        { name: 'y', op: 'input', shape: [] },
        { name: 'prediction', op: 'affine', inputs: ['w', 'x'] },
        { name: 'residual', op: 'subtract', inputs: ['y', 'prediction'] },
        { name: 'loss', op: 'square', inputs: ['residual'] },
      ],
      sink: 'loss',
    },
    roles: { input: 'x', outcome: 'y', prediction: 'prediction' },
  };
  const xs = [-3, -1, 0, 1, 3];
  const ys = [1, 4, 2, 8, 9];
  /** |∂J/∂w| on z = x / 2, as the mean of x² is 4: (2/n) |Σ (y − wz) z|. */
  const norm = (w: number) =>
    (2 / 5) * Math.abs(xs.reduce((sum, x, i) => sum + (ys[i]! - (w * x) / 2) * (x / 2), 0));
  const run = (config: Partial<PublicConfig>) => {
    const file = folder.write(
      'slope.csv',
      csv(
        ['x', 'y'],
        xs.map((x, i) => [x, ys[i]!]),
      ),
    );
    const sgd = { batchSize: 5, stepSize: 0.1, epochs: 100 };
    return trained({ model: { graph: slope }, target: 'y', sgd, ...config }, file);
  };

  it('ends a run at this fraction of the initial ‖∇J‖', async () => {
    const { model, warnings } = await run({ stop: { gradient: 0.05 } });
    const [w = Number.NaN] = model.parameters?.['w']?.values ?? [];
    expect(model.certificate?.initialGradientNorm).toBeCloseTo(norm(0), 12);
    expect(model.certificate?.gradientNorm).toBeCloseTo(norm(w), 12);
    // Each step takes ∂J/∂w times 1 − 0.1 · 2: 0.8^14 is the first below 0.05.
    expect(model.stopping).toMatchObject({ reason: 'gradient', epochs: 14, withinTolerance: true });
    expect(warnings).toEqual([]);
  });

  it.each([
    [30, undefined, 1],
    [31, undefined, 0],
    [30, 1e-4, 1],
    [31, 1e-4, 1],
  ])('%d epochs with stop.gradient %s: %d warnings', async (epochs, gradient, count) => {
    // 0.8^30 = 0.00124, 0.8^31 = 0.00099.
    const stop = gradient === undefined ? {} : { gradient };
    const { model, warnings } = await run({ stop, sgd: { batchSize: 5, stepSize: 0.1, epochs } });
    expect(warnings).toHaveLength(count);
    expect(model.stopping).toMatchObject({ reason: 'epochs', epochs, withinTolerance: count === 0 });
  });
});
