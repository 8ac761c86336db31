import { expect, test } from 'vitest';
import { parseConfig } from '#chainrule/config/parse-config.js';
import { applySettings } from '#chainrule/config/settings.js';
import { ConfigError } from '#chainrule/errors.js';

const loaded = () => parseConfig('model: ridge\nsgd:\n  epochs: 3\n  stepSize: 1\n', 'f.yaml');

test('a setting takes the place of what the file says and leaves the rest', () => {
  const { raw } = applySettings(loaded(), [
    'sgd.epochs=10',
    'workers=auto',
    'features.include=[a, "10"]',
    'target=x=y',
  ]);
  expect(raw).toEqual({
    model: 'ridge',
    sgd: { epochs: 10, stepSize: 1 },
    workers: 'auto',
    features: { include: ['a', '10'] },
    target: 'x=y',
  });
});

test('the last setting of a key counts, and a mapping is set whole', () => {
  expect(applySettings(loaded(), ['seed=1', 'seed=2', 'sgd={batchSize: 8}']).raw).toEqual({
    model: 'ridge',
    sgd: { batchSize: 8 },
    seed: 2,
  });
});

test('what was loaded stays as it was', () => {
  const before = loaded();
  applySettings(before, ['sgd.epochs=10']);
  expect(before.raw).toEqual(loaded().raw);
});

test('a key that was set is placed on the command line', () => {
  const { where } = applySettings(loaded(), ['sgd.epochs=10']);
  expect(where(['sgd', 'epochs'])).toBe('--set');
  expect(where(['sgd', 'stepSize'])).toBe('f.yaml:4');
});

test('a key of a list is refused: it would be lost', () => {
  const list = parseConfig('features: [a]\nmodel: ridge', 'f.yaml');
  const set = (setting: string) => () => applySettings(list, [setting]);
  expect(set('features.exclude=[b]')).toThrow(
    '--set features.exclude=[b]: features: expected a mapping to set a key of, got a list; set features itself',
  );
  expect(set('model.graph=g.yaml')).toThrow(/got the string "ridge"; set model itself/);
  expect(applySettings(list, ['features=[b]', 'model={graph: g.yaml}']).raw).toEqual({
    features: ['b'],
    model: { graph: 'g.yaml' },
  });
});

test('what is no mapping stays for the check to tell', () => {
  expect(applySettings(parseConfig('- 1', 'f.yaml'), ['seed=1']).raw).toEqual([1]);
  expect(applySettings(parseConfig('', 'f.yaml'), ['seed=1']).raw).toEqual({ seed: 1 });
});

test.each([
  ['sgd.epoch=1', '--set sgd.epoch=1: sgd.epoch: unknown key (did you mean "epochs"?)'],
  ['epochs=1', '--set epochs=1: epochs: unknown key (did you mean "sgd.epochs"?)'],
  ['lambda=1', '--set lambda=1: lambda: unknown key; use l2Reg'],
  ['sgd.epochs.x=1', '--set sgd.epochs.x=1: sgd.epochs.x: unknown key'],
  ['epochs', '--set epochs: expected key=value, such as sgd.epochs=10'],
  ['=1', '--set =1: expected key=value, such as sgd.epochs=10'],
  ['seed=', '--set seed=: expected key=value, such as sgd.epochs=10'],
  ['features.include=[a', expect.stringMatching(/^--set features.include=\[a: not valid YAML: /)],
])('refuses %s', (setting, message) => {
  let error: unknown;
  try {
    applySettings(loaded(), ['seed=1', setting]);
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(ConfigError);
  expect(error).toMatchObject({ message, exitStatus: 78 });
});
