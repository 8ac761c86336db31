/** Commands that look at single rows see them as training does: the same rows held out, the same means and scales. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { exampleOf } from '#chainrule/cli/shown-example.js';
import { checkConfig } from '#chainrule/config/check-config.js';
import { heldOut } from '#chainrule/data/holdout.js';
import { type ExampleRow, readRows, standardized } from '#chainrule/pipeline/examples.js';
import { random } from '#chainrule/random.js';
import { temporaryFolder } from '../support/folder.js';
import { csv, runTraining } from '../support/training.js';
import { watchWorkers } from '../support/workers-born.js';

const folder = temporaryFolder();
const source = random(3, 'test');
const draw = () => 2 * source.uniform() - 1;
const rows = Array.from({ length: 60 }, () => [draw(), 1e160 * (3 + draw()), 100 + draw(), draw()]);
const data = [folder.write('huge.csv', csv(['a', 'huge', 'c', 'y'], rows))];
const diabetes = ['data/diabetes.csv'];
const base = { model: 'ridge', target: 'y', blockRows: 16, sgd: { epochs: 1 } } as const;

const cases: readonly [string, object, readonly string[]][] = [
  ['rows held out', { ...base, target: 'progression', stop: { validation: 0.3 } }, diabetes],
  ['a column around 1e160', base, data],
  ['both', { ...base, stop: { validation: 0.3 } }, data],
  ['no intercept', { ...base, intercept: false, stop: { validation: 0.3 } }, data],
  ['no standardization', { ...base, target: 'progression', standardize: false }, diabetes],
];

describe.each(cases)('with %s', (_, raw, files) => {
  const config = checkConfig(raw);

  it('explain shows the values that training takes, of rows held out too', async () => {
    const { finished } = await runTraining({ config, data: files });
    const { features } = finished.model;
    for (const row of [1, 2, 3, 4, 5]) {
      const example = await exampleOf({ config, data: files, row, model: undefined });
      expect(example.features.map(({ name }) => name)).toEqual(features.map(({ name }) => name));
      expect(example.features.map((feature) => feature.standardized)).toEqual(
        example.features.map(({ raw: x }, j) => (x - features[j]!.mean) / features[j]!.scale),
      );
    }
  });

  it('rows have the means and scales of the model file', async () => {
    const { finished } = await runTraining({ config, data: files });
    const { columns, rows: some } = await readRows({ config, data: files, pick: () => [7] });
    const { features } = finished.model;
    expect(columns).toEqual(features.map(({ name, mean, scale }) => ({ name, mean, scale })));
    const [row] = some as [ExampleRow];
    for (const [j, z] of standardized(row, columns).entries())
      expect(z).toBe((row.x[j]! - features[j]!.mean) / features[j]!.scale);
  });
});

it('bmi of the first row of diabetes is standardized by the rows trained on', async () => {
  const config = checkConfig({ model: 'ridge', target: 'progression', stop: { validation: 0.5 } });
  const { features } = await exampleOf({ config, data: diabetes, row: 1, model: undefined });
  const [names, ...rows] = readFileSync('data/diabetes.csv', 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(','));
  const bmi = rows.map((cells) => Number(cells[names!.indexOf('bmi')]));
  const marks = heldOut({ seed: 1, fraction: 0.5, blockRows: 8192, rows: bmi.length, block: 0 });
  const trained = bmi.filter((_, row) => marks[row] === 0);
  const mean = trained.reduce((sum, value) => sum + value, 0) / trained.length;
  const variance = trained.reduce((sum, value) => sum + (value - mean) ** 2, 0) / trained.length;
  const shown = features.find(({ name }) => name === 'bmi')?.standardized;
  expect(shown).toBeCloseTo((bmi[0]! - mean) / Math.sqrt(variance), 12);
});

describe('with standardize: false', () => {
  const config = { ...base, target: 'y', standardize: false } as const;

  it('columns are centred on the mean of the rows trained on, and not scaled', async () => {
    const file = folder.write(
      'plain.csv',
      csv(
        ['a', 'y'],
        rows.map(([a = 0, , , y = 0]) => [a + 10, y]),
      ),
    );
    const { columns } = await readRows({ config: checkConfig(config), data: [file], pick: () => [] });
    const mean = rows.reduce((sum, [a = 0]) => sum + (a + 10) / rows.length, 0);
    expect(columns).toEqual([{ name: 'a', mean: expect.closeTo(mean, 12), scale: 1 }]);
  });

  it('that holds where the sum of a column is beyond float64, and `exact` solves on it', async () => {
    const values = [1.1, 1.5, 1.6, 1.2].map((value, i) => [value * 1e308, i]);
    const file = folder.write('beyond.csv', csv(['a', 'y'], values));
    const exact = checkConfig({ ...config, model: 'least-squares', solver: 'exact' });
    const { finished } = await runTraining({ config: exact, data: [file] });
    expect((finished.model.features[0]?.mean ?? 0) / 1e308).toBeCloseTo(1.35, 12);
  });
});

it('no row left to train on is the error that training gives', async () => {
  const config = checkConfig({ ...base, stop: { validation: 0.999 } });
  const file = folder.write('few.csv', csv(['a', 'y'], [[1, 2]]));
  const error = { code: 'DATA_VALIDATION' };
  await expect(readRows({ config, data: [file], pick: () => [1] })).rejects.toMatchObject(error);
  await expect(runTraining({ config, data: file })).rejects.toMatchObject(error);
});

it('threads end with the rows, and with an error in what is made of them', async () => {
  const watch = watchWorkers();
  const config = checkConfig({ ...base, workers: 2 });
  await readRows({ config, data, pick: () => [1] });
  const pick = () => {
    throw new RangeError('no such row');
  };
  await expect(readRows({ config, data, pick })).rejects.toThrow('no such row');
  await watch.ended();
  expect(watch.count).toBe(4);
});
