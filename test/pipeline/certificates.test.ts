/** Exact answers and certificates of whole runs: against a closed form, and against exact rational arithmetic. */
import { describe, expect, it } from 'vitest';
import { ChainruleError } from '#chainrule/errors.js';
import type { PublicConfig } from '#chainrule/index.js';
import { Certifier } from '#chainrule/pipeline/certify.js';
import { runnerWith } from '#chainrule/solve/passes/block-pass.js';
import { dyadic, minus, product, sum } from '../solve/dyadic.js';
import { hostileProblem } from '../solve/hostile.js';
import { isWithinOf, optimum } from '../solve/optimum.js';
import { Oracle } from '../solve/oracle.js';
import { runnerOf } from '../solve/trial.js';
import { closedForm, readPlain } from '../support/closed-form.js';
import { temporaryFolder } from '../support/folder.js';
import { heldOutRows } from '../support/held-out.js';
import { matrices } from '../support/plain-workspace.js';
import { csv, linear, runTraining } from '../support/training.js';

const diabetes = new URL('../../data/diabetes.csv', import.meta.url).pathname;
const table = readPlain(diabetes);
const folder = temporaryFolder();

// A fifth of those that test/solve tries: CHAINRULE_HOSTILE=2000 for more.
const hostile = Number(process.env['CHAINRULE_HOSTILE'] ?? 200) / 5;

const base: PublicConfig = { model: 'ridge', target: 'progression', workers: 1 };
const modelOf = async (changes: Partial<PublicConfig>, data = diabetes) =>
  linear((await runTraining({ config: { ...base, ...changes }, data })).finished.model);

describe('the exact solver', () => {
  it.each([0, 0.01, 3])('solves the normal equations: l2Reg %d', async (l2Reg) => {
    const model = l2Reg === 0 ? 'least-squares' : 'ridge';
    const { features, intercept, stopping, certificate } = await modelOf({ model, l2Reg, solver: 'exact' });
    const optimum = closedForm(table, l2Reg);
    for (const [j, { weight }] of features.entries())
      expect(Math.abs(weight / (optimum.weights[j] ?? Number.NaN) - 1)).toBeLessThan(1e-9);
    expect(Math.abs((intercept ?? 0) / optimum.intercept - 1)).toBeLessThan(1e-9);
    const goal = { tolerance: 0.1 / table.y.length, withinTolerance: true };
    expect(stopping).toEqual({ reason: 'exact', epochs: 0, steps: 0, ...goal });
    expect(certificate?.relativeGap).toBeLessThan(1e-20);
  });

  it('says what it found, and statistics only without a penalty', async () => {
    const ridge = await modelOf({ solver: 'exact' });
    expect(ridge.exact).toMatchObject({ rank: 10, dropped: [] });
    expect(ridge.statistics).toBeUndefined();
    const { statistics, features } = await modelOf({ model: 'least-squares', solver: 'exact' });
    expect(statistics?.coefficients.map(({ name }) => name)).toEqual([null, ...table.names]);
    expect(statistics?.coefficients[3]?.estimate).toBe(features[2]?.weight);
  });

  it('names columns that depend on others, or drops them', async () => {
    const rows = table.x.slice(0, 50).map(([a = 0, b = 0, c = 0]) => [a, b, a + b, c, a * c]);
    const file = folder.write('dependent.csv', csv(['a', 'b', 'total', 'c', 'y'], rows));
    const exact: Partial<PublicConfig> = { model: 'least-squares', target: 'y', solver: 'exact' };
    await expect(modelOf(exact, file)).rejects.toMatchObject({
      code: 'EXACT_RANK_DEFICIENT',
      exitStatus: 70,
      message: expect.stringMatching(/'total' depends on 'a', 'b'/),
    });
    const dropped = await modelOf({ ...exact, onRankDeficient: 'drop' }, file);
    expect(dropped.exact?.dropped).toEqual([{ name: 'total', dependsOn: ['a', 'b'] }]);
    expect(dropped.weights['total']).toBe(0);
    expect(dropped.certificate?.certified).toBe(true);
  });

  it('knows nothing of rows that are held out', async () => {
    const rows = table.x.map((x, i) => [...x, table.y[i] ?? 0]);
    const blockRows = 16;
    const held = heldOutRows({ seed: 1, fraction: 0.3, blockRows, rows: rows.length });
    const rest = rows.filter((_, i) => !held(i));
    const file = folder.write('rest.csv', csv([...table.names, 'progression'], rest));
    const options: Partial<PublicConfig> = { solver: 'exact', blockRows };
    const { metrics, features, intercept } = await modelOf({ ...options, stop: { validation: 0.3 } });
    const alone = await modelOf(options, file);
    expect(metrics.training.rows).toBe(rest.length);
    for (const [j, { weight }] of features.entries())
      expect(Math.abs(weight / (alone.features[j]?.weight ?? 0) - 1)).toBeLessThan(1e-14);
    const squares = rows
      .filter((_, i) => held(i))
      .map((row) => features.reduce((y, { weight }, j) => y + weight * row[j]!, intercept ?? 0) - row[10]!)
      .reduce((sum, residual) => sum + residual ** 2, 0);
    const expected = Math.sqrt(squares / (rows.length - rest.length));
    expect(Math.abs((metrics.validation?.rmse ?? 0) / expected - 1)).toBeLessThan(1e-12);
    const outcomes = rows.filter((_, i) => held(i)).map((row) => row[10]!);
    const mean = outcomes.reduce((sum, y) => sum + y, 0) / outcomes.length;
    const spread = outcomes.reduce((sum, y) => sum + (y - mean) ** 2, 0);
    expect(metrics.validation?.r2).toBeCloseTo(1 - squares / spread, 12);
  });

  it.each([
    [true, true],
    [true, false],
    [false, true],
    [false, false],
  ])(
    'tells the errors of its own predictions: standardize %s, intercept %s',
    async (standardize, intercept) => {
      const { features, metrics, ...model } = await modelOf({ solver: 'exact', standardize, intercept });
      const residuals = table.x.map((x, i) =>
        features.reduce((sum, { weight }, j) => sum - weight * x[j]!, table.y[i]! - (model.intercept ?? 0)),
      );
      const mean = (values: readonly number[]) =>
        values.reduce((sum, value) => sum + value, 0) / values.length;
      expect((metrics.training.loss ?? 0) / mean(residuals.map((r) => r * r))).toBeCloseTo(1, 12);
      expect((metrics.training.mae ?? 0) / mean(residuals.map(Math.abs))).toBeCloseTo(1, 12);
    },
  );

  it('finds the minimum where J itself is beyond float64', async () => {
    const file = folder.write('huge.csv', 'x,y\n1,1e200\n2,3e200\n3,4e200\n4,4e200\n');
    const { weights, metrics, certificate } = await modelOf(
      { model: 'least-squares', target: 'y', solver: 'exact' },
      file,
    );
    expect(Math.abs((weights['x'] ?? 0) / 1e200 - 1)).toBeLessThan(1e-15);
    expect(metrics.training.objective).toBeNull();
    expect(certificate).toMatchObject({ certified: true });
    expect(certificate?.relativeGap).toBeLessThan(1e-20);
  });
});

describe('the errors of the report', () => {
  // Whole multiples of 2⁻¹⁸ around 2²⁷, where a prediction in float64 is off by about as much as a residual.
  const near = Array.from({ length: 200 }, (_, i) => (((i * 7919) % 1021) - 510) * 2 ** -18);
  const file = (name: string, offset: number) =>
    folder.write(
      name,
      csv(
        ['x', 'y'],
        near.map((y, i) => [i % 13, y + offset]),
      ),
    );

  it('keep their digits where the outcome is far from 0', async () => {
    const options: Partial<PublicConfig> = { l2Reg: 0.1, target: 'y', stop: { validation: 0.2 } };
    const of = (data: string) => modelOf({ ...options, solver: 'exact' }, data);
    const [far, here] = [await of(file('far.csv', 2 ** 27)), await of(file('here.csv', 0))];
    // The intercept is rounded to 2⁻²⁶, which is 1e-5 of a residual; J feels the square of it.
    for (const [key, digits] of [
      ['objective', 9],
      ['rmse', 9],
      ['mae', 5],
    ] as const)
      expect(far.metrics.training[key]! / here.metrics.training[key]!, key).toBeCloseTo(1, digits);
    expect(far.metrics.training.r2).toBeCloseTo(here.metrics.training.r2!, 9);
    expect(far.metrics.leaveOneOut!.rmse! / here.metrics.leaveOneOut!.rmse!).toBeCloseTo(1, 7);
    for (const key of ['rmse', 'mae'] as const)
      expect(far.metrics.validation![key]! / here.metrics.validation![key]!, key).toBeCloseTo(1, 5);
    expect(far.metrics.validation!.r2).toBeCloseTo(here.metrics.validation!.r2!, 5);
  });
});

describe('what is proved of a weight', () => {
  it.each(['exact', 'sgd', 'svrg'] as const)(
    'bounds its distance from the closed form: %s',
    async (solver) => {
      for (const l2Reg of [0, 0.01, 3]) {
        const model = l2Reg === 0 ? 'least-squares' : 'ridge';
        const found = await modelOf({ model, l2Reg, solver });
        const optimum = closedForm(table, l2Reg);
        const check = (value: number, within: number | null | undefined, right: number) => {
          expect(within).toBeGreaterThanOrEqual(0);
          // The closed form has rounding errors itself.
          expect(Math.abs(value - right)).toBeLessThanOrEqual(within! + 1e-10 * Math.abs(right));
          if (solver === 'exact') expect(within! / Math.abs(value)).toBeLessThan(2 ** -52);
        };
        for (const [j, { weight, within }] of found.features.entries())
          check(weight, within, optimum.weights[j]!);
        check(found.intercept!, found.interceptWithin, optimum.intercept);
      }
    },
  );

  it('is nothing where columns depend on each other, unless they are dropped', async () => {
    const rows = table.x.slice(0, 50).map(([a = 0, b = 0, c = 0]) => [a, b, a + b, a * c]);
    const file = folder.write('twice.csv', csv(['a', 'b', 'total', 'y'], rows));
    const options: Partial<PublicConfig> = { model: 'least-squares', target: 'y' };
    const steps = await modelOf({ ...options, solver: 'sgd', sgd: { epochs: 5 } }, file);
    expect(steps.features.map(({ within }) => within)).toEqual([null, null, null]);
    expect(steps.interceptWithin).toBeNull();
    const dropped = await modelOf({ ...options, solver: 'exact', onRankDeficient: 'drop' }, file);
    expect(dropped.features.map(({ within }) => typeof within)).toEqual(['number', 'number', 'object']);
  });
});

describe('certificates', () => {
  it.each([
    ['sgd', {}],
    ['sgd', { sgd: { epochs: 2 } }],
    ['sgd', { sgd: { batchSize: 1, epochs: 3, stepSize: 0.002 } }],
    ['svrg', { stop: { tolerance: 1e-10 } }],
  ] as const)('bound the true gap: %s %j', async (solver, changes) => {
    const { metrics, certificate, stopping } = await modelOf({ ...changes, solver });
    const { objective } = closedForm(table, 0.01);
    const gap = (metrics.training.objective ?? Number.NaN) - objective;
    expect(stopping.withinTolerance).toBe(!('sgd' in changes));
    expect(certificate?.certified).toBe(!('sgd' in changes));
    expect(certificate?.bound).toBeGreaterThanOrEqual(gap - 1e-9);
    expect(certificate?.bound).toBeLessThan(1.01 * gap + 1e-6);
    if (!('sgd' in changes)) {
      const wanted = 'stop' in changes ? changes.stop.tolerance : 0.1 / table.y.length;
      expect(certificate?.relativeGap).toBeLessThanOrEqual(wanted);
    }
  });

  it('end a run whose minimum is 0, or nearly: by rounding, or within the tolerance', async () => {
    const rows = table.x
      .slice(0, 200)
      .map(([a = 0, b = 0, c = 0], i) => [a, b, c, 2 * a + 3 * b + c + (i % 2) * 1e-6]);
    const perfect = folder.write(
      'perfect.csv',
      csv(
        ['a', 'b', 'c', 'y'],
        rows.map(([a, b, c]) => [a!, b!, c!, 2 * a! + 3 * b! + c! + 7]),
      ),
    );
    const nearly = folder.write('nearly.csv', csv(['a', 'b', 'c', 'y'], rows));
    const constant = folder.write(
      'constant.csv',
      csv(
        ['a', 'b', 'c', 'y'],
        rows.map(([a, b, c]) => [a!, b!, c!, 5]),
      ),
    );
    for (const solver of ['sgd', 'svrg'] as const) {
      const options: Partial<PublicConfig> = { model: 'least-squares', target: 'y', solver };
      expect((await modelOf(options, constant)).stopping.epochs).toBeLessThan(500);
      if (solver === 'sgd') continue;
      expect((await modelOf(options, perfect)).stopping).toMatchObject({ reason: 'rounding' });
      expect((await modelOf(options, nearly)).stopping).toMatchObject({ reason: 'tolerance' });
    }
    const zero = folder.write(
      'zero.csv',
      csv(
        ['a', 'y'],
        rows.map(([a]) => [a!, 0]),
      ),
    );
    const requiredGap = { relative: 1e-9 };
    await runTraining({
      config: { model: 'least-squares', target: 'y', solver: 'exact' },
      data: zero,
      requiredGap,
    });
  });

  it('of more columns than a factorization is for come from the penalty alone', async () => {
    const x = [
      [1, 2],
      [2, 1],
      [4, 4],
      [5, 1],
    ];
    const passes = runnerOf({ x, y: [4, 5, 2, 7] }, 2);
    const weights = { weights: [0.5, -1], means: [0, 0], atMeans: 5 };
    const bound = async (affordable: boolean, l2Reg: number) => {
      const objective = { intercept: true, standardize: true, l2Reg };
      return (await new Certifier(passes, objective, affordable).certificate(weights)).bound;
    };
    expect(await bound(false, 1)).toBeGreaterThan(await bound(true, 1));
    expect(await bound(false, 1)).toBeLessThan(Number.POSITIVE_INFINITY);
    expect(await bound(true, 0)).toBeLessThan(Number.POSITIVE_INFINITY);
    expect(await bound(false, 0)).toBe(Number.POSITIVE_INFINITY);
  });

  it('that can never come ask for no pass over the rows', async () => {
    const refuse = async (pass: string) => {
      throw new Error(`the pass ${pass} was asked for`);
    };
    const objective = { intercept: true, standardize: true, l2Reg: 0 };
    const run = runnerWith(refuse, { blocks: 1, matrices });
    const certifier = new Certifier(run, objective, false);
    const weights = { weights: new Float64Array(201), means: new Float64Array(201), atMeans: 0 };
    expect(await certifier.gap(1e-3, () => refuse('evaluate'), weights)).toBeUndefined();
    expect(await certifier.certificate(weights)).toMatchObject({
      certified: false,
      reason: expect.stringContaining('too many features'),
    });
    await expect(new Certifier(run, objective, true).certificate(weights)).rejects.toThrow(/moments/);
  });

  it('that do not show what is required end the run with 70', async () => {
    const config = { ...base, sgd: { epochs: 1 } };
    for (const requiredGap of [{ relative: 1e-6 }, { absolute: 1e-6 }]) {
      const failing = runTraining({ config, data: diabetes, requiredGap });
      await expect(failing).rejects.toMatchObject({ code: 'TRAINING_GAP', exitStatus: 70 });
    }
    const requiredGap = { relative: 1e-12, absolute: 1e-9 };
    await runTraining({ config: { ...base, solver: 'exact' }, data: diabetes, requiredGap });
  });

  it('are those of exact arithmetic on hostile problems, and a run without one has a reason', async () => {
    let certified = 0;
    let proved = 0;
    for (let seed = 0; seed < hostile; seed++) {
      const { x, y, ...problem } = hostileProblem(seed);
      const names = (x[0] ?? []).map((_, j) => `x${j}`);
      const file = folder.write(
        'hostile.csv',
        csv(
          [...names, 'y'],
          x.map((row, i) => [...row, y[i]!]),
        ),
      );
      const model = problem.l2Reg === 0 ? 'least-squares' : 'ridge';
      const common: PublicConfig = { ...problem, model, target: 'y', workers: 1 };
      const solvers: readonly Partial<PublicConfig>[] = [
        { solver: 'exact', onRankDeficient: 'drop' },
        { sgd: { epochs: 3 } },
      ];
      for (const solver of solvers) {
        const run = runTraining({ config: { ...common, ...solver }, data: file });
        const ended = await run.catch((error: unknown) => error);
        const what = `seed ${seed} ${JSON.stringify(solver)}`;
        if (ended instanceof ChainruleError) {
          expect(ended.exitStatus, `${what}: ${ended.message}`).toBe(70);
          continue;
        }
        if (ended instanceof Error || typeof ended !== 'object') throw ended;
        const { features, atMeans = Number.NaN, certificate } = linear((await run).finished.model);
        const oracle = new Oracle({ x, y, ...problem });
        const shift = sum(features.map(({ weight, mean }) => product(dyadic(weight), dyadic(mean))));
        const at = oracle.objective(
          features.map(({ weight }) => dyadic(weight)),
          minus(dyadic(atMeans), shift),
        );
        if (certificate?.certified !== true) expect(certificate?.reason, what).toBeTruthy();
        else certified++;
        if (certificate?.bound != null) expect(oracle.isBound(certificate.bound, at), what).toBe(true);
        if (certificate?.relativeGap != null)
          expect(oracle.isRelativeBound(certificate.relativeGap, at), what).toBe(true);
        // Of weights that are not bounded, such as those of dropped columns, nothing is said.
        const bounded = [...features.keys()].filter((j) => features[j]!.within != null);
        const varies = bounded.filter((j) => !(problem.intercept && x.every((row) => row[j] === x[0]![j])));
        const used = varies.filter((j) => x.some((row) => row[j] !== 0));
        const truth = bounded.length === 0 ? undefined : optimum({ x, y, ...problem }, used);
        for (const j of used) {
          const { weight, within } = features[j]!;
          expect(isWithinOf(within!, weight, truth!.weights.get(j)!), `${what}: weight ${j}`).toBe(true);
          proved++;
        }
      }
    }
    expect(certified).toBeGreaterThan(hostile);
    expect(proved).toBeGreaterThan(2 * hostile);
  }, 600_000);
});
