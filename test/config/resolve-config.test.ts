/** The part of a config that depends on the rows. */
import { describe, expect, test } from 'vitest';
import { checkConfig, type PublicConfig } from '#chainrule/config/check-config.js';
import { type FitSize, resolveConfig } from '#chainrule/config/resolve-config.js';
import { graphCapabilities } from '#chainrule/models/custom-graph.js';
import { capabilitiesOf, kindOf } from '#chainrule/models/kinds.js';

const ridge = kindOf('ridge');
if (ridge === undefined) throw new Error('ridge is built in');
const linear = capabilitiesOf(ridge);
const size: FitSize = { rows: 442, features: 10, affordable: true };

const resolved = (changes: Partial<PublicConfig>, sizes: Partial<FitSize> = {}, capabilities = linear) =>
  resolveConfig(checkConfig({ model: 'ridge', target: 'y', ...changes }), capabilities, {
    ...size,
    ...sizes,
  });

describe('solver: auto', () => {
  test.each<[Partial<PublicConfig>, Partial<FitSize>, string, string | undefined]>([
    [{}, {}, 'exact', undefined],
    [{ solver: 'auto' }, {}, 'exact', undefined],
    [{ sgd: {}, stop: {} }, {}, 'exact', undefined],
    [{ stop: { tolerance: 1e-9, validation: 0.1, timeLimit: '30s' } }, {}, 'exact', undefined],
    [{}, { affordable: false }, 'svrg', 'an exact solution for 10 columns takes too much work'],
    [{ sgd: { order: 'rows' } }, {}, 'sgd', 'sgd.order is set'],
    [{ sgd: { momentum: 0 }, stop: { steps: 9 } }, {}, 'sgd', 'sgd.momentum, stop.steps are set'],
    [{ sgd: { epochs: 9 } }, { affordable: false }, 'sgd', 'sgd.epochs is set'],
    [{ stop: { validation: 0.1, patience: 2 } }, {}, 'sgd', 'stop.patience is set'],
    [{ stop: { timeLimit: '9steps' } }, {}, 'sgd', 'stop.timeLimit is set'],
  ])('%j %j: %s', (changes, sizes, name, reason) => {
    const { config, choice } = resolved(changes, sizes);
    expect(config.solver).toBe(name);
    expect(choice).toEqual({ name, auto: true, ...(reason !== undefined && { reason }) });
  });

  test('has nothing to choose for a solver that is given, and for a custom graph', () => {
    for (const solver of ['exact', 'svrg', 'sgd'] as const)
      expect(resolved({ solver }, { affordable: false }).choice).toEqual({ name: solver, auto: false });
    expect(resolved({}, {}, graphCapabilities).choice).toEqual({ name: 'sgd', auto: false });
  });

  test('drops dependent columns by default, as only it does', () => {
    expect(resolved({}).config.onRankDeficient).toBe('drop');
    expect(resolved({ solver: 'exact' }).config.onRankDeficient).toBe('error');
    expect(resolved({ onRankDeficient: 'error' }).config.onRankDeficient).toBe('error');
    expect(resolved({ solver: 'exact', onRankDeficient: 'drop' }).config.onRankDeficient).toBe('drop');
  });
});

describe('defaults', () => {
  test('of sgd with stepSize: auto', () => {
    expect(resolved({ solver: 'sgd' }).config).toMatchObject({
      sgd: { stepSize: 'auto', batchSize: 1, epochs: 1000, order: 'rows', momentum: 0, averaging: true },
      stop: { tolerance: 0.1 / 442 },
    });
    expect(resolved({ solver: 'svrg' }).config.sgd).toMatchObject({ epochs: 1000, averaging: false });
  });

  test('with an explicit step size, and for a custom graph', () => {
    const fixed = { epochs: 50, batchSize: 32, averaging: false };
    const { config } = resolved({ sgd: { stepSize: 0.1 } });
    expect(config.sgd).toMatchObject(fixed);
    expect(config.stop).toEqual({});
    const graph = resolved({}, {}, graphCapabilities).config;
    expect(graph.sgd).toMatchObject(fixed);
    expect(graph.stop).toEqual({});
  });

  test.each([
    [1, 1],
    [1023, 1],
    [1024, 2],
    [2047, 2],
    [8192, 16],
    [16_383, 16],
    [16_384, 32],
    [1e9, 32],
  ])('minibatches for %d rows: %d', (rows, batch) => {
    expect(resolved({ solver: 'sgd' }, { rows }).config.sgd.batchSize).toBe(batch);
  });

  test.each([
    [1, 1e-3],
    [100, 1e-3],
    [101, 0.1 / 101],
    [1024, 0.1 / 1024],
  ])('the tolerance for %d rows: %d', (rows, tolerance) => {
    expect(resolved({}, { rows }).config.stop.tolerance).toBe(tolerance);
    expect(resolved({ stop: { tolerance: 0.5 } }, { rows }).config.stop.tolerance).toBe(0.5);
  });

  test('a patience of ten epochs for held-out rows, but not for exact', () => {
    const stop = { validation: 0.1 };
    expect(resolved({ solver: 'sgd', stop }).config.stop.patience).toBe(10);
    expect(resolved({ sgd: { epochs: 3 }, stop: { ...stop, patience: 2 } }).config.stop.patience).toBe(2);
    expect(resolved({ solver: 'exact', stop }).config.stop).toEqual({ ...stop, tolerance: 0.1 / 442 });
  });
});

test('a resolved config is a config, and resolves to itself', () => {
  for (const changes of [
    {},
    { stop: { validation: 0.3, timeLimit: '5m' } },
    { sgd: { epochs: 3 }, exactCheckColumns: 9 },
    { solver: 'svrg', stop: { validation: 0.3 } },
  ] satisfies Partial<PublicConfig>[]) {
    const { config } = resolved(changes);
    const { features: _, ...rest } = config;
    expect(resolveConfig(checkConfig(rest), linear, size).config).toEqual(config);
  }
});
