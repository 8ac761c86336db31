/** The command line as people and scripts meet it: what goes to which stream, exit statuses, signals. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readModelFile } from '#chainrule/model-file/read-model.js';
import { command, ended, executable, start } from '../support/command.js';
import { temporaryFolder } from '../support/folder.js';

const folder = temporaryFolder();
const root = fileURLToPath(new URL('../..', import.meta.url));
const diabetes = `${root}data/diabetes.csv`;
const ridge = [
  '--config',
  `${root}configs/ridge.yaml`,
  diabetes,
  '--set',
  'sgd.epochs=20',
  '--set',
  'stop.tolerance=0.001',
];

const train = (...flags: string[]) => command('train', [...ridge, ...flags], folder.path);
const modelAt = (name: string) => JSON.parse(readFileSync(folder.file(name), 'utf8'));

describe('standard output', () => {
  it('is the summary: rows, columns, epochs, J, RMSE, MAE, R², weights, seconds, where the model went', async () => {
    const { status, stdout, stderr } = await train('--out', 'summary.json');
    expect(status, stderr).toBe(0);
    const { training } = modelAt('summary.json').metrics;
    expect(stdout).toMatch(
      /ridge for progression: 442 rows, 10 features, (\d+ epochs \([\d,]+ steps\), reached stop.tolerance), [\d.]+ s\nJ .*\ncertified: J is at most \S+ above its minimum, relative gap 0\.000\d+\n/,
    );
    for (const [name, value] of [
      ['J', training.objective],
      ['RMSE', training.rmse],
      ['MAE', training.mae],
      ['R²', training.r2],
    ]) {
      const shown = new RegExp(`(^|\\s)${name} (\\S+)`, 'm').exec(stdout)?.[2];
      expect(Math.abs(Number(shown) / value - 1), `${name} ${shown}`).toBeLessThan(1e-4);
    }
    for (const { name, weight, within } of modelAt('summary.json').features) {
      const [, shown, bound] = new RegExp(`^\\s*${name}\\s+(\\S+)\\s+± (\\S+)$`, 'm').exec(stdout) ?? [];
      expect(Math.abs(Number(shown) - weight), `${name} ${shown}`).toBeLessThanOrEqual(Number(bound));
      expect(Number(bound), `${name} ${bound}`).toBeGreaterThanOrEqual(within);
    }
    expect(stdout).toContain('model written to summary.json');
    expect(stderr).toMatch(/^442 rows, 10 features\n$/);
  });

  it('has only the metrics that mean something for the predictions', async () => {
    const flags = [
      '--config',
      `${root}configs/logistic.yaml`,
      `${root}data/iris.csv`,
      '--set',
      'stop.validation=0.2',
    ];
    const { status, stdout, stderr } = await command(
      'train',
      [...flags, '--out', 'logistic.json'],
      folder.path,
    );
    expect(status, stderr).toBe(0);
    expect(stdout).toMatch(/\nJ (0\.\d+) {3}log-loss \1 {3}accuracy 0\.9\d*\n/);
    expect(stdout).toMatch(
      /\nvalidation on \d+ held-out rows: J (\d\S*) {3}log-loss \1 {3}accuracy [01]\S*\n/,
    );
    expect(modelAt('logistic.json').metrics.training).toMatchObject({ rmse: null, mae: null, r2: null });
  });

  it('is JSON lines with --json: the same events that the library tells', async () => {
    const { status, stdout } = await train('--json', '--out', 'lines.json');
    expect(status).toBe(0);
    const events = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(events.map(({ type }) => type).filter((type, i, all) => type !== all[i - 1])).toEqual([
      'started',
      'decoding',
      'decoded',
      'epoch',
      'finished',
    ]);
    expect(events.at(-1).model).toEqual(modelAt('lines.json'));
    const times = events.map(({ time }) => time);
    for (const time of times) expect(new Date(time).toISOString()).toBe(time);
    expect(times).toEqual(times.toSorted());
    const { chainrule, node, started } = modelAt('lines.json').run;
    expect(events[0]).toMatchObject({ version: chainrule, node });
    expect(started <= times[0]).toBe(true);
  });

  it('ends with an event of the error with --json, with its place', async () => {
    folder.write('bad.csv', 'age,progression\n1,2\nx,3\n');
    folder.write('any.yaml', 'model: ridge\ntarget: progression\n');
    const failed = async (...args: string[]) => {
      const { status, stdout, stderr } = await command('train', [...args, '--json'], folder.path);
      const { time, message, ...event } = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');
      expect(new Date(time).toISOString()).toBe(time);
      expect(stderr).toContain(`error: ${message}\n`);
      expect(event.exitStatus).toBe(status);
      return event;
    };
    expect(await failed('--config', 'any.yaml', 'bad.csv')).toEqual({
      ...{ type: 'error', code: 'DATA_NOT_A_NUMBER', exitStatus: 65 },
      place: { file: 'bad.csv', line: 3, column: 1 },
    });
    folder.write('bad.yaml', 'model: ridge\ntarget: y\nsgd: { epochs: none }\n');
    expect(await failed('--config', 'bad.yaml', 'bad.csv')).toEqual({
      ...{ type: 'error', code: 'CONFIG_INVALID', exitStatus: 78 },
      place: { file: 'bad.yaml', line: 3 },
    });
    expect(await failed('--confg', 'bad.yaml', 'bad.csv')).toEqual({
      type: 'error',
      code: 'USAGE',
      exitStatus: 64,
    });
  });

  it('is the model with --out -, and no file', async () => {
    const { status, stdout } = await command('train', [...ridge, '--out', '-', '--quiet'], folder.path);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ format: 'chainrule.model', version: 2, model: 'ridge' });
    expect(existsSync(folder.file('-'))).toBe(false);
  });

  it('is empty with --quiet, and standard error has warnings alone', async () => {
    expect(await train('--quiet', '--out', 'quiet.json')).toEqual({ status: 0, stdout: '', stderr: '' });
    const far = await train('--quiet', '--out', 'quiet.json', '--set', 'sgd.epochs=1');
    expect([far.status, far.stdout]).toEqual([0, '']);
    expect(far.stderr).toMatch(/^warning: .*J may be as much as [^\n]*Use solver: exact[^\n]*\n$/);
    const { status, stdout, stderr } = await train('--quiet', '--out', 'none/quiet.json');
    expect([status, stdout]).toEqual([73, '']);
    expect(stderr).toMatch(/^error: .*\n$/);
  });
});

describe('--trace', () => {
  const first = '1, epoch 1: row 177, R = 0, η = 0.01';
  const plain = ['--set', 'sgd.batchSize=1', '--set', 'sgd.stepSize=0.01', '--trace', '2'];

  it('prints the first steps on standard error, also with --quiet: row, values, partials, before and after', async () => {
    const { status, stdout, stderr } = await train(...plain, '--quiet', '--out', 'trace.json');
    expect([status, stdout]).toEqual([0, '']);
    // The step size is too large to end at the minimum.
    const [traced = '', warning] = stderr.split('warning: ');
    expect(warning).toMatch(/stop\.tolerance/);
    const steps = traced.trimEnd().split('\n\n');
    expect(steps).toHaveLength(2);
    const [, ...lines] = readFileSync(diabetes, 'utf8').trim().split('\n');
    const ys = lines.map((line) => Number(line.split(',').at(-1)));
    const mean = ys.reduce((sum, each) => sum + each, 0) / ys.length;
    const r = ys[176]! - mean;
    const shown = (numbers: readonly number[]) => numbers.map((value) => `${Number(value.toPrecision(6))}`);
    const [title, head, values, ...parameters] = steps[0]!.split('\n');
    expect(title).toBe(`step ${first}`);
    const cells = (line = '') => line.trim().split(/ +/);
    expect(cells(head)).toEqual(['row', 'ŷ', 'r', 'ℓ', 'J', '∂J/∂ℓ', '∂J/∂r', '∂J/∂ŷ']);
    expect(cells(values)).toEqual(shown([177, mean, r, r * r, r * r, 1, 2 * r, -2 * r]));
    expect(parameters.map((line) => cells(line)[0])).toEqual([
      'parameter',
      ...modelAt('trace.json').features.map(({ name }: { name: string }) => `w[${name}]`),
      'b',
    ]);
    expect(cells(parameters.at(-1))).toEqual(['b', ...shown([mean, -2 * r, mean + 0.02 * r])]);
    // The second step begins where the first one ended.
    expect(cells(steps[1]!.split('\n').at(-1)).slice(0, 2)).toEqual(['b', ...shown([mean + 0.02 * r])]);
  });

  it('adds events to --json, and nothing to standard error', async () => {
    const { status, stdout, stderr } = await train(...plain, '--json', '--out', 'trace.json');
    expect(status).toBe(0);
    expect(stderr).not.toContain('step 1');
    const events = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const steps = events.filter(({ type }) => type === 'step');
    expect(steps.map(({ step, epoch, rows }) => [step, epoch, rows])).toEqual([
      [1, 1, [177]],
      [2, 1, [99]],
    ]);
    expect(steps[1].parameters[0].before).toEqual(steps[0].parameters[0].after);
  });

  it('shows every row of a minibatch, and their mean', async () => {
    const { stderr } = await train('--set', 'sgd.batchSize=3', '--trace', '1', '--quiet');
    expect(stderr).toMatch(/^step 1, epoch 1: 3 rows, /);
    const lines = stderr
      .split('\n')
      .slice(2, 6)
      .map((line) => line.trim().split(/ +/));
    expect(lines.map(([name]) => name)).toEqual(['177', '99', '267', 'mean']);
    const residuals = lines.map((cells) => Number(cells[2]));
    expect(residuals[3]).toBeCloseTo((residuals[0]! + residuals[1]! + residuals[2]!) / 3, 3);
  });

  it('is refused where no steps are taken, or there is no such number', async () => {
    const exact = await train('--set', 'solver=exact', '--trace', '1');
    expect(exact).toMatchObject({ status: 64 });
    expect(exact.stderr).toMatch(/solver: exact takes no steps/);
    const zero = await train('--trace', '0');
    expect(zero).toMatchObject({
      status: 64,
      stderr: expect.stringMatching(/--trace 0: expected a whole number/),
    });
  });
});

describe('the model file', () => {
  it('is ./model.json unless told otherwise, replaced as a whole, and reads back', async () => {
    folder.write('model.json', 'what stood there before');
    expect((await train()).status).toBe(0);
    const model = await readModelFile(folder.file('model.json'));
    expect(model.features).toHaveLength(10);
    expect(model.files[0]).toMatchObject({ name: 'diabetes.csv', rows: 442 });
  });

  it('is the same but for `run`, whatever the workers; another with another seed', async () => {
    const print = async (...flags: string[]) => {
      expect((await train('--quiet', '--out', 'print.json', ...flags)).status).toBe(0);
      const { run: _, ...rest } = modelAt('print.json');
      return rest;
    };
    const one = await print('--workers', '1');
    expect(await print('--workers', '2')).toEqual(one);
    expect(await print('--workers', 'auto')).toEqual(one);
    const seeded = await print('--seed', '7');
    expect(seeded.config.seed).toBe(7);
    expect(seeded.fingerprint).not.toBe(one.fingerprint);
    expect(await print('--set', 'seed=7')).toEqual(seeded);
  });

  it('comes from a JSON config too, with --set over it', async () => {
    const config = {
      model: 'least-squares',
      target: 'progression',
      features: { include: ['bmi'] },
      sgd: { epochs: 2 },
    };
    folder.write('config.json', JSON.stringify(config));
    const sets = ['--set', 'sgd.epochs=3', '--set', 'features={include: [bmi, bp]}', '--set', 'sgd.epochs=4'];
    const args = ['train', '--config', 'config.json', ...sets, '--out', 'json.json', diabetes];
    const { status, stderr } = await command('chainrule', args, folder.path);
    expect(status, stderr).toBe(0);
    const model = modelAt('json.json');
    expect(model.features.map(({ name }: { name: string }) => name)).toEqual(['bmi', 'bp']);
    expect(model.stopping.epochs).toBe(4);
  });

  it('tells of a constant column, whose weight is 0', async () => {
    folder.write('constant.csv', 'c,x,y\n4,1,2\n4,2,3\n4,3,5\n');
    folder.write('constant.yaml', 'model: ridge\ntarget: y\n');
    const args = ['--config', 'constant.yaml', 'constant.csv', '--out', 'constant.json'];
    const { status, stderr } = await command('train', args, folder.path);
    expect(status).toBe(0);
    expect(stderr).toMatch(/column "c" .*weight is 0/);
    expect(modelAt('constant.json').weights.c).toBe(0);
  });
});

describe('data', () => {
  it('can come through a named pipe, which is opened once only', async () => {
    folder.write('pipe.yaml', 'model: ridge\ntarget: y\n');
    const trained = `'${process.execPath}' '${executable('train')}' --config pipe.yaml pipe.csv --out piped.json`;
    const script = `mkfifo pipe.csv && { printf 'x,y\\n1,2\\n2,3\\n' > pipe.csv & timeout -s KILL 20 ${trained}; }`;
    const { status, stderr } = await ended(
      spawn('bash', ['-c', script], { cwd: folder.path, stdio: ['ignore', 'pipe', 'pipe'] }),
    );
    expect(status, stderr).toBe(0);
    expect(modelAt('piped.json').metrics.training.rows).toBe(2);
  });
});

it('files may stand behind --, whatever they are called', async () => {
  folder.write('--odd.csv', 'x,y\n1,2\n2,3\n3,5\n');
  folder.write('odd.yaml', 'model: ridge\ntarget: y\n');
  const args = ['--config', 'odd.yaml', '--quiet', '--out', 'odd.json', '--', '--odd.csv'];
  const { status, stderr } = await command('train', args, folder.path);
  expect(status, stderr).toBe(0);
});

describe('help and version', () => {
  it('train --help names every flag, on standard output', async () => {
    const { status, stdout, stderr } = await command('train', ['--help'], folder.path);
    expect([status, stderr]).toEqual([0, '']);
    for (const flag of ['--config', '--out', '--set', '--workers', '--seed', '--json', '--quiet'])
      expect(stdout).toContain(flag);
  });

  it('chainrule --help names the commands; --version is the package’s', async () => {
    const { status, stdout } = await command('chainrule', ['--help'], folder.path);
    expect(status).toBe(0);
    expect(stdout).toContain('train');
    const { version } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
    for (const name of ['train', 'chainrule'] as const)
      expect(await command(name, ['--version'], folder.path)).toEqual({
        status: 0,
        stdout: `${version}\n`,
        stderr: '',
      });
  });
});

describe('ends from outside', () => {
  const endless = [...ridge, '--set', 'sgd.epochs=9007199254740991', '--workers', '2'];

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('%s ends with %i and no model', async (signal, status) => {
    const out = `${signal}.json`;
    const child = start('train', [...endless, '--json', '--out', out], folder.path);
    let seen = '';
    child.stdout?.on('data', (part: Buffer) => {
      // Once training is on its way.
      if (!seen.includes('"epoch"')) seen += part.toString();
      if (seen.includes('"epoch"')) child.kill(signal);
    });
    const result = await ended(child);
    expect(result.status).toBe(status);
    expect(existsSync(folder.file(out))).toBe(false);
    expect(result.stderr).not.toMatch(/defect|^\s+at /m);
    const last = JSON.parse(result.stdout.trimEnd().split('\n').at(-1) ?? '');
    expect(last).toMatchObject({ type: 'error', code: signal, exitStatus: status });
  });

  it('a reader that goes away ends it with 141, quietly', async () => {
    const quoted = [executable('train'), ...endless, '--json', '--out', 'pipe.json']
      .map((word) => `'${word}'`)
      .join(' ');
    const script = `'${process.execPath}' ${quoted} | head -c 1 >&2; echo "\${PIPESTATUS[0]}"`;
    const { stdout, stderr } = await ended(
      spawn('bash', ['-c', script], { cwd: folder.path, stdio: ['ignore', 'pipe', 'pipe'] }),
    );
    expect(stdout).toBe('141\n');
    expect(stderr).not.toMatch(/error|EPIPE|defect/i);
    expect(existsSync(folder.file('pipe.json'))).toBe(false);
  });
});
