/** What people read of a fit: proved digits, and a word where a figure means less than it seems to. */
import { describe, expect, it } from 'vitest';
import { readModelFile } from '#chainrule/model-file/read-model.js';
import { command } from '../support/command.js';
import { temporaryFolder } from '../support/folder.js';
import { linear } from '../support/training.js';

const folder = temporaryFolder();
const diabetes = new URL('../../data/diabetes.csv', import.meta.url).pathname;

interface Options {
  readonly data?: string;
  readonly flags?: readonly string[];
}

/** Trains on rows of a CSV file with target y, by default. */
async function trained(model: string, { data = diabetes, flags = [] }: Options) {
  const target = data === diabetes ? 'progression' : 'y';
  folder.write('c.yaml', `model: ${model}\ntarget: ${target}\n`);
  const set = flags.flatMap((flag) =>
    flag.startsWith('--') || !flag.includes('=') ? [flag] : ['--set', flag],
  );
  return command('train', ['--config', 'c.yaml', ...set, data], folder.path);
}

async function summaryOf(...flags: readonly string[]) {
  return command('chainrule', ['summary', '--model', 'model.json', ...flags], folder.path);
}

const line = (x: readonly number[], outcome: (x: number) => number) =>
  folder.write('d.csv', `x,y\n${x.map((value) => `${value},${outcome(value)}`).join('\n')}\n`);

describe('the weights of the summary', () => {
  it('have the digits that are proved, and the bound beside them', async () => {
    const exact = await trained('ridge', { flags: ['solver=exact'] });
    expect(exact.stdout).toMatch(/^ {2}bmi +5\.61097 +± [\d.]+e-1[5-9]$/m);
    const steps = await trained('ridge', { flags: ['solver=sgd', 'sgd.epochs=300', 'stop.tolerance=1e-7'] });
    const { features } = linear(await readModelFile(folder.file('model.json')));
    for (const feature of features) {
      const [, shown = '', bound = ''] =
        new RegExp(`^  ${feature.name} +(\\S+) +± (\\S+)$`, 'm').exec(steps.stdout) ?? [];
      expect(Number(bound)).toBeGreaterThanOrEqual(feature.within!);
      expect(Math.abs(Number(shown) - feature.weight) + feature.within!).toBeLessThanOrEqual(
        Number(bound) * 1.001,
      );
      expect(shown.replace(/\D/g, '').replace(/^0+/, '').length).toBeLessThan(6);
    }
  });

  it('that no digit is proved of have two, and a note of columns that nearly depend on each other', async () => {
    const rows = Array.from({ length: 40 }, (_, i) => {
      const sales = (10000000 + ((i * 768143) % 4000000)) / 100;
      return `${sales},${(sales / 4).toFixed(2)},${(2 * sales + ((i * 31) % 17)).toFixed(2)}`;
    });
    const data = folder.write('near.csv', `sales,quarter,y\n${rows.join('\n')}\n`);
    const near = await trained('least-squares', { data, flags: ['solver=sgd', 'sgd.epochs=20'] });
    expect(near.stderr).toMatch(/: the columns "sales", "quarter" are nearly dependent/);
    expect(near.stdout).toMatch(/^ {2}quarter +-?\d(\.\d)? +± \d+$/m);
    await trained('least-squares', { data, flags: ['solver=exact'] });
    expect((await summaryOf()).stdout).toContain('Note: the columns "sales", "quarter" are nearly dependent');
  });
});

describe('a fit without noise', () => {
  const x = Array.from({ length: 9 }, (_, i) => i);

  it('is essentially perfect: t is infinite, and nothing is NaN', async () => {
    await trained('least-squares', { data: line(x, (value) => 3 * value + 7), flags: ['solver=exact'] });
    const { stdout } = await summaryOf();
    expect(stdout).toMatch(/^x +3\.0000 +0 +Inf +<2e-16 /m);
    expect(stdout).toContain('F-statistic: Inf on 1 and 7 DF, p-value: <2e-16');
    expect(stdout).toContain('Note: essentially perfect fit: summary may be unreliable');
    expect(stdout).not.toMatch(/NaN/);
  });

  it.each(['exact', 'sgd', 'svrg'])('meets any --require-gap: solver %s', async (solver) => {
    // Fahrenheit of Celsius, with outcomes that are not exact in binary.
    const data = line(x, (value) => Number((1.8 * value + 32).toFixed(1)));
    const flags = [`solver=${solver}`, '--require-gap', '1e-9'];
    const { status, stderr, stdout } = await trained('least-squares', { data, flags });
    expect(status, stderr).toBe(0);
    expect(stdout).toContain('less than rounding errors of the predictions');
  });

  it('with as many coefficients as rows has no degrees of freedom', async () => {
    await trained('least-squares', { data: line([1, 2], (value) => value ** 3), flags: ['solver=exact'] });
    expect((await summaryOf()).stdout).toContain('Note: all 2 residuals are 0 but for rounding: no residual');
  });

  it('of a constant outcome has no R², and says why', async () => {
    const { stdout } = await trained('least-squares', { data: line(x, () => 17), flags: ['solver=exact'] });
    expect(stdout).toContain('R² undefined (the outcome is constant)');
    expect(stdout).toMatch(/^ {2}x +0 +± \S+\n {2}\(intercept\) +17 +± /m);
    const summary = await summaryOf();
    expect(summary.stdout).toContain('Note: R-squared is not defined: the outcome is constant');
  });
});

describe('chainrule summary', () => {
  it('has the statistics of any solver that is proved close enough, and says what is missing otherwise', async () => {
    await trained('least-squares', { flags: ['solver=exact'] });
    const exact = await summaryOf();
    await trained('least-squares', { flags: ['solver=svrg', 'stop.tolerance=1e-11'] });
    const svrg = await summaryOf();
    expect(svrg.status).toBe(0);
    const table = (text: string) => text.slice(text.indexOf('Std. Error'), text.indexOf('F-statistic'));
    // bmi to the last digit; s1 and s2, of which fewer are proved, shorter.
    const row = /^bmi .*$/m;
    expect(row.exec(table(svrg.stdout))?.[0]).toBe(row.exec(table(exact.stdout))?.[0]);
    await trained('least-squares', { flags: ['solver=sgd', 'sgd.epochs=1'] });
    const far = await summaryOf();
    expect(far.status).toBe(65);
    expect(far.stderr).toMatch(
      /not proved to be within a hundredth of their standard errors.*\(relative gap 0\.\d+\)/,
    );
  });

  it('of ridge has weights, leave-one-out error and the word that l2Reg was given', async () => {
    const { stdout: train } = await trained('ridge', { flags: ['solver=exact', 'l2Reg=0.05'] });
    expect(train).toMatch(/^leave-one-out RMSE 54\.\d+; l2Reg 0\.05 was given, not chosen from the data$/m);
    const { stdout } = await summaryOf();
    expect(stdout).toContain('Ridge for progression, 442 rows, l2Reg 0.05 (given, not chosen from the data)');
    expect(stdout).toMatch(/^Leave-one-out RMSE \(PRESS\): 54\.\d+$/m);
    expect(stdout).toContain('Note: a penalty biases the weights, so there are no standard errors');
    const json = JSON.parse((await summaryOf('--json')).stdout);
    expect(json).toMatchObject({ l2Reg: 0.05, metrics: { leaveOneOut: { rmse: expect.any(Number) } } });
  });

  it('without intercept calls R² uncentred', async () => {
    const { stdout } = await trained('least-squares', { flags: ['solver=exact', 'intercept=false'] });
    expect(stdout).toMatch(/R² \(uncentred\) 0\.896/);
    expect((await summaryOf()).stdout).toContain('Multiple R-squared (uncentred): 0.8960');
  });
});
