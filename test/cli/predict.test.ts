/** `chainrule predict` and `chainrule evaluate`: what they print and write, and what they refuse. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { command, ended, executable, start } from '../support/command.js';
import { temporaryFolder } from '../support/folder.js';

const folder = temporaryFolder();
const root = new URL('../../', import.meta.url).pathname;
const data = `${root}data/diabetes.csv`;
const chainrule = (...args: readonly string[]) => command('chainrule', args, folder.path);

const trained = (async () => {
  const args = ['train', '--config', `${root}configs/ridge.yaml`, '--set', 'stop.validation=0.2', '--quiet'];
  const { status, stderr } = await chainrule(...args, '--out', 'model.json', data);
  expect(status, stderr).toBe(0);
  return JSON.parse(readFileSync(folder.file('model.json'), 'utf8'));
})();

const predictionOfFormula = (model: Awaited<typeof trained>, cells: readonly number[]) =>
  model.features.reduce(
    (sum: number, { weight, mean }: { weight: number; mean: number }, j: number) =>
      sum + weight * ((cells[j] ?? Number.NaN) - mean),
    model.atMeans,
  );

describe('chainrule predict', () => {
  it('prints a prediction for each row, by the formula of the model file, beside the kept columns', async () => {
    const model = await trained;
    const { status, stdout, stderr } = await chainrule(
      ...['predict', '--model', 'model.json', '--keep', 'progression', '--keep', 'age', data],
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const [head, ...lines] = stdout.trimEnd().split('\n');
    expect(head).toBe('progression,age,prediction');
    const rows = readFileSync(data, 'utf8').trimEnd().split('\n').slice(1);
    expect(lines).toEqual(
      rows.map((row) => {
        const cells = row.split(',');
        return `${cells[10]},${cells[0]},${predictionOfFormula(model, cells.map(Number))}`;
      }),
    );
  });

  it('writes a file whole, and reads what a pipe gives', async () => {
    await trained;
    const printed = await chainrule('predict', '--model', 'model.json', data);
    const line = `cat '${data}' | '${process.execPath}' '${executable('chainrule')}' predict --model model.json --out out.csv /dev/stdin`;
    const child = spawn('sh', ['-c', line], { cwd: folder.path });
    expect(await ended(child)).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(readFileSync(folder.file('out.csv'), 'utf8')).toBe(printed.stdout);
    folder.write('bad.csv', `${readFileSync(data, 'utf8')}1,2\n`);
    const bad = await chainrule('predict', '--model', 'model.json', '--out', 'out.csv', 'bad.csv');
    expect(bad).toMatchObject({ status: 65, stdout: '' });
    expect(readFileSync(folder.file('out.csv'), 'utf8')).toBe(printed.stdout);
    expect(readdirSync(folder.path).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('ends quietly where its reader goes away', async () => {
    await trained;
    const many = folder.write(
      'many.csv',
      readFileSync(data, 'utf8').replace(/\n(.*\n)+/, (rows) => rows.repeat(200)),
    );
    const child = start('chainrule', ['predict', '--model', 'model.json', many], folder.path);
    child.stdout?.once('data', () => child.stdout?.destroy());
    expect(await once(child, 'exit')).toEqual([141, null]);
  });

  it.each([
    [[data], 64, /--model FILE is required/],
    [['--model', 'model.json'], 64, /name at least one CSV file/],
    [['--model', 'model.json', '--keep', 'age', '--keep', 'age', data], 64, /--keep: every column once/],
    [['--model', 'model.json', '--out', 'model.json', data], 64, /is an input of this command/],
    [['--model', 'model.json', '--workers', '0', data], 64, /--workers 0/],
    [
      ['--model', 'model.json', 'lacks.csv'],
      65,
      /lacks\.csv:1: columns of the model are not in the header: "sex".*"s6"/,
    ],
    [['--model', 'lacks.csv', data], 65, /lacks\.csv: expected a model file/],
    [['--model', 'nowhere.json', data], 66, /nowhere\.json/],
    [['--model', 'model.json', 'nowhere.csv'], 66, /nowhere\.csv/],
    [['--model', 'model.json', '--out', 'no/folder.csv', data], 73, /no such folder/],
  ] as const)('refuses %j with %i', async (flags, status, text) => {
    await trained;
    folder.write('lacks.csv', 'age,bmi\n1,2\n');
    const result = await chainrule('predict', ...flags);
    expect(result.stderr).toMatch(text);
    expect(result).toMatchObject({ status, stdout: '' });
  });
});

describe('chainrule evaluate', () => {
  it('prints the metrics of the training to the last digit', async () => {
    const { metrics } = await trained;
    const { status, stdout, stderr } = await chainrule('evaluate', '--model', 'model.json', '--json', data);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toBe(`${JSON.stringify({ ...metrics.training, validation: metrics.validation })}\n`);
    const shown = await chainrule('evaluate', '--model', 'model.json', data);
    const [rmse, heldOut] = [metrics.training.rmse, metrics.validation.rmse].map((x: number) =>
      String(x).slice(0, 5),
    );
    expect(shown.stdout).toMatch(new RegExp(`^ +RMSE +${rmse}\\d* +${heldOut}\\d*$`, 'm'));
  });

  it('evaluates all rows with --all-rows, and says where it holds rows out of other data', async () => {
    await trained;
    const all = await chainrule('evaluate', '--model', 'model.json', '--all-rows', '--json', data);
    expect(JSON.parse(all.stdout)).toMatchObject({ rows: 442 });
    const other = folder.write('other.csv', readFileSync(data, 'utf8').split('\n').slice(0, 50).join('\n'));
    const { status, stdout, stderr } = await chainrule('evaluate', '--model', 'model.json', '--json', other);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ rows: 39, validation: { rows: 10 } });
    expect(stderr).toMatch(/^notice: this is not the data of the training.*--all-rows\n$/);
  });
});
