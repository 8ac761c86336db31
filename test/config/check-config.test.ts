import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkConfig } from '#chainrule/config/check-config.js';
import { parseConfig } from '#chainrule/config/parse-config.js';
import { ConfigError } from '#chainrule/errors.js';

const least = { model: 'ridge', target: 'y' };

function linesOf(text: string): string[] {
  const { raw, where } = parseConfig(text, 'ridge.yaml');
  return messageOf(() => checkConfig(raw, where));
}

function messageOf(act: () => unknown): string[] {
  try {
    act();
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    expect(error).toMatchObject({ exitStatus: 78 });
    return String(error instanceof Error && error.message).split('\n');
  }
  return [];
}

describe('a checked config', () => {
  test('has every key that does not depend on the rows', () => {
    expect(checkConfig(least)).toEqual({
      model: 'ridge',
      target: 'y',
      features: { exclude: [] },
      standardize: true,
      intercept: true,
      l2Reg: 0.01,
      solver: 'auto',
      sgd: {},
      stop: {},
      blockRows: 8192,
      shardRows: 1024,
      seed: 1,
      workers: 'auto',
      memory: 'auto',
    });
  });

  test('is a config again, and checks to itself', () => {
    const arbitrary = fc.record(
      {
        model: fc.constant('ridge'),
        target: fc.string({ minLength: 1 }),
        features: fc.oneof(
          fc.record({ exclude: fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1 }) }),
          fc.constant(undefined),
        ),
        l2Reg: fc.double({ min: 0, max: 1e300, noNaN: true }),
        intercept: fc.boolean(),
        seed: fc.maxSafeNat(),
        workers: fc.oneof(fc.constant('auto'), fc.integer({ min: 1 })),
        sgd: fc.record(
          {
            batchSize: fc.integer({ min: 1 }),
            order: fc.constantFrom('rows', 'blocks', 'file', 'replacement'),
            stepSize: fc.oneof(
              fc.constant('auto'),
              fc.double({ min: 1e-3, max: 1, noNaN: true }),
              fc.record({
                schedule: fc.constant('inverse-time'),
                initial: fc.double({ min: 1e-3, max: 1, noNaN: true }),
                decay: fc.double({ min: 0, max: 1, noNaN: true }),
              }),
            ),
            averaging: fc.boolean(),
            momentum: fc.double({ min: 0, max: 0.9, noNaN: true }),
          },
          { requiredKeys: [] },
        ),
      },
      { requiredKeys: ['model', 'target'] },
    );
    fc.assert(
      fc.property(arbitrary, (raw) => {
        const config = checkConfig(raw);
        const again = config.features;
        const bare =
          'exclude' in again && again.exclude.length === 0 ? { ...config, features: undefined } : config;
        expect(checkConfig(bare)).toEqual(config);
      }),
    );
  });

  test('has λ = 0 for least squares', () => {
    expect(checkConfig({ model: 'least-squares', target: 'y' }).l2Reg).toBe(0);
    expect(checkConfig({ model: 'least-squares', target: 'y', l2Reg: 0 }).l2Reg).toBe(0);
  });

  test('may leave out a column without a name', () => {
    expect(checkConfig({ ...least, features: { exclude: [''] } }).features).toEqual({ exclude: [''] });
  });

  test('may list the features', () => {
    expect(checkConfig({ ...least, features: ['bmi', 'bp'] }).features).toEqual({ include: ['bmi', 'bp'] });
    expect(checkConfig({ ...least, features: ['bmi'] })).toEqual(
      checkConfig({ ...least, features: { include: ['bmi'] } }),
    );
  });

  test('is not the object it was given', () => {
    const raw = { ...least, sgd: { epochs: 3 } };
    checkConfig(raw);
    expect(raw).toEqual({ ...least, sgd: { epochs: 3 } });
  });
});

describe('a wrong config', () => {
  test('tells every problem, in the order of the file', () => {
    const text = [
      'model: rige',
      'sgd:',
      '  stepSize: -1',
      '  batchSize: 0',
      '  epochs: "10"',
      '  order: row',
      'l2Reg: -0.5',
      'seed: 1.5',
      'workers: 0',
      'standardize: no',
      'intercept:',
    ].join('\n');
    expect(linesOf(text)).toEqual([
      'ridge.yaml:1: model: expected ridge, least-squares or {graph: FILE}, got the string "rige" (did you mean "ridge"?)',
      'ridge.yaml:3: sgd.stepSize: expected a number greater than 0, got -1',
      'ridge.yaml:4: sgd.batchSize: expected a whole number of at least 1, got 0',
      'ridge.yaml:5: sgd.epochs: expected a whole number of at least 1, got the string "10" (write the number without quotes)',
      'ridge.yaml:6: sgd.order: expected rows, blocks, file or replacement, got the string "row" (did you mean "rows"?)',
      'ridge.yaml:7: l2Reg: expected a number of at least 0, got -0.5',
      'ridge.yaml:8: seed: expected a whole number from 0 to 9007199254740991, got 1.5',
      'ridge.yaml:9: workers: expected auto or a whole number of at least 1, got 0',
      'ridge.yaml:10: standardize: expected true or false, got the string "no" (write false, without quotes)',
      'ridge.yaml:11: intercept: expected true or false, got nothing (null)',
      'ridge.yaml: target: expected the name of the outcome column, got nothing',
    ]);
  });

  test.each([
    ['stepsize: 1', 'ridge.yaml:3: stepsize: unknown key (did you mean "sgd.stepSize"?)'],
    ['l2reg: 1', 'ridge.yaml:3: l2reg: unknown key (did you mean "l2Reg"?)'],
    ['sgd: {epoch: 1}', 'ridge.yaml:3: sgd.epoch: unknown key (did you mean "epochs"?)'],
    [
      '__proto__: 1',
      expect.stringMatching(/^ridge.yaml:3: __proto__: unknown key; the keys are model, target,/),
    ],
    ['solvr: 3', 'ridge.yaml:3: solvr: unknown key (did you mean "solver"?)'],
    [
      'optimizer: sgd',
      expect.stringMatching(/^ridge.yaml:3: optimizer: unknown key; the keys are model, target,/),
    ],
    ['"a b": 1', expect.stringMatching(/^ridge.yaml:3: "a b": unknown key/)],
    ['sgd: 3', 'ridge.yaml:3: sgd: expected a mapping, got 3'],
    ['features: {include: [a], exclude: [b]}', 'ridge.yaml:3: features: give include or exclude, not both'],
    [
      'features: {include: []}',
      'ridge.yaml:3: features.include: expected at least one column name, got an empty list',
    ],
    [
      'features: {include: [a, y]}',
      'ridge.yaml:3: features.include[1]: the column "y" is the target; it cannot also be a feature',
    ],
    [
      'features: [a, y]',
      'ridge.yaml:3: features[1]: the column "y" is the target; it cannot also be a feature',
    ],
    ['features: [a, a]', 'ridge.yaml:3: features[1]: the column "a" is listed twice'],
    [
      'features: [a, 1]',
      'ridge.yaml:3: features[1]: expected a column name, got 1 (put this name in quotes)',
    ],
    ['features: []', 'ridge.yaml:3: features: expected at least one column name, got an empty list'],
    [
      'features: a',
      'ridge.yaml:3: features: expected a list of column names, or {include: […]} or {exclude: […]}, got the string "a"',
    ],
    ['features: {inclde: [a]}', 'ridge.yaml:3: features.inclde: unknown key (did you mean "include"?)'],
    [
      'features: {exclude: [null]}',
      'ridge.yaml:3: features.exclude[0]: expected a column name, got nothing (null); text such as null, ~ or #1 must be in quotes: "null"',
    ],
    ['lambda: 1', 'ridge.yaml:3: lambda: unknown key; use l2Reg'],
    ['alpha: 1', expect.stringMatching(/alpha: unknown key; use l2Reg; .*scikit-learn/)],
    ['learningRate: 1', 'ridge.yaml:3: learningRate: unknown key; use sgd.stepSize'],
    ['learning_rate: 1', 'ridge.yaml:3: learning_rate: unknown key; use sgd.stepSize'],
    ['eta0: 1', 'ridge.yaml:3: eta0: unknown key; use sgd.stepSize'],
    ['sgd: {lr: 1}', 'ridge.yaml:3: sgd.lr: unknown key; use sgd.stepSize'],
    ['max_iter: 1', 'ridge.yaml:3: max_iter: unknown key; use sgd.epochs'],
    ['ols: true', 'ridge.yaml:3: ols: unknown key; use model: least-squares'],
    ['formula: y ~ a', expect.stringMatching(/formula: unknown key; use target and features/)],
    [`seed: ${'z'.repeat(1e6)}`, expect.stringMatching(/got the string "z{60}…"$/)],
    [`${'k'.repeat(1000)}: 1`, expect.stringMatching(/^ridge\.yaml:3: "k{60}…": unknown key; the keys are/)],
    ['"a\\e[2J": "b\\e"', expect.stringMatching(/^ridge\.yaml:3: "a\\u001b\[2J": unknown key/)],
    [
      'features:\n  exclude:\n  - a\n  - a',
      'ridge.yaml:6: features.exclude[1]: the column "a" is listed twice',
    ],
    [
      'features: {include: [10]}',
      'ridge.yaml:3: features.include[0]: expected a column name, got 10 (put this name in quotes)',
    ],
    [
      'sgd: {stepSize: {schedule: inverse-time, initial: 1, deca: 2, decay: 0}}',
      'ridge.yaml:3: sgd.stepSize.deca: unknown key (did you mean "decay"?)',
    ],
    [
      'sgd: {stepSize: {schedule: inverse-tim, initial: 1, decay: 0}}',
      'ridge.yaml:3: sgd.stepSize.schedule: expected inverse-time, got the string "inverse-tim" (did you mean "inverse-time"?)',
    ],
    [
      'sgd: {stepSize: {schedule: inverse-time, initial: 1}}',
      'ridge.yaml:3: sgd.stepSize.decay: expected a number of at least 0, got nothing',
    ],
    ['sgd: {momentum: 1}', 'ridge.yaml:3: sgd.momentum: expected a number of at least 0 and below 1, got 1'],
    ['stop: {patiance: 1}', 'ridge.yaml:3: stop.patiance: unknown key (did you mean "patience"?)'],
    [
      'stop: {timeLimit: 30}',
      'ridge.yaml:3: stop.timeLimit: expected a duration such as 30s, 5m, 50ms or 1000steps, got 30',
    ],
    [
      'stop: {validation: 1}',
      'ridge.yaml:3: stop.validation: expected a fraction greater than 0 and less than 1, got 1',
    ],
    [
      'stop: {patience: 3}',
      'ridge.yaml:3: stop.patience: expected stop.validation as well, got 3; give the fraction of rows to hold out',
    ],
    [
      'stop: {steps: 3, timeLimit: 4steps}',
      'ridge.yaml:3: stop.timeLimit: expected a time, because stop.steps is given too, got the string "4steps"; give the number of steps only once',
    ],
    [
      'solver: svrg\nsgd: {stepSize: {schedule: inverse-time, initial: 1, decay: 0}}',
      'ridge.yaml:4: sgd.stepSize: expected auto or a number with solver: svrg, got a mapping; svrg needs no decreasing step size',
    ],
    [
      'solver: svrg\nsgd: {momentum: 0.9}',
      'ridge.yaml:4: sgd.momentum: expected 0 or no momentum with solver: svrg, got 0.9; use solver: sgd for momentum',
    ],
    [
      'solver: svrg\nsgd: {averaging: true}',
      'ridge.yaml:4: sgd.averaging: expected false or no averaging with solver: svrg, got true; svrg uses the last step',
    ],
    [
      'stop: {gradient: 0.1}',
      'ridge.yaml:3: stop.gradient: the distance of ridge regression from its minimum can be bounded; use stop.tolerance',
    ],
    [
      'solver: exact\nstop: {timeLimit: 9steps}',
      'ridge.yaml:4: stop.timeLimit: expected no value with solver: exact, got the string "9steps"; exact takes no steps, so there is nothing to stop early',
    ],
    [
      'sgd: {stepSize: .inf}',
      'ridge.yaml:3: sgd.stepSize: expected auto, a number greater than 0 or {schedule, initial, decay}, got Infinity',
    ],
    [
      'sgd: {stepSize: .nan}',
      'ridge.yaml:3: sgd.stepSize: expected auto, a number greater than 0 or {schedule, initial, decay}, got NaN',
    ],
    [
      'seed: 9007199254740992',
      'ridge.yaml:3: seed: expected a whole number from 0 to 9007199254740991, got 9007199254740992',
    ],
  ])('%s', (line, message) => {
    expect(linesOf(`model: ridge\ntarget: y\n${line}`)).toEqual([message]);
  });

  test.each([
    ['model: OLS', /got the string "OLS"; use least-squares$/],
    ['model: linear-regression', /; use least-squares$/],
    ['model: graphs/huber.yaml', /; for a graph file, write model: \{graph: "graphs\/huber\.yaml"\}$/],
    ['model: rigde', /did you mean "ridge"/],
  ])('%s', (line, message) => {
    expect(linesOf(`${line}\ntarget: y`)).toEqual([expect.stringMatching(message)]);
  });

  test('of least squares with a penalty is sent to ridge', () => {
    expect(
      messageOf(() => checkConfig({ model: 'least-squares', target: 'y', l2Reg: 0.1 }, 'ls.yaml')),
    ).toEqual([
      'ls.yaml: l2Reg: expected 0 or no l2Reg with model: least-squares, got 0.1; use model: ridge for a penalty',
    ]);
  });

  test.each([null, undefined, 3, 'ridge', [], true])('that is no mapping: %s', (raw) => {
    expect(messageOf(() => checkConfig(raw))).toEqual([
      expect.stringMatching(/^expected a mapping of config keys to values, got /),
    ]);
  });

  test('never gets through with a key of its own', () => {
    fc.assert(
      fc.property(fc.string(), fc.anything(), (key, value) => {
        fc.pre(value !== undefined && !Object.hasOwn(checkConfig(least), key));
        expect(
          messageOf(() => checkConfig(Object.fromEntries([...Object.entries(least), [key, value]]))),
        ).toHaveLength(1);
      }),
    );
  });
});
