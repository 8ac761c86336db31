/** `chainrule summary`: the statistics of a model file, as a table and as JSON, and what it refuses. */
import { describe, expect, it } from 'vitest';
import { command } from '../support/command.js';
import { temporaryFolder } from '../support/folder.js';

const folder = temporaryFolder();
const root = new URL('../../', import.meta.url).pathname;

async function trained(out: string, ...flags: readonly string[]) {
  const args = ['--config', `${root}configs/least-squares.yaml`, ...flags, '--quiet', '--out', out];
  const { status, stderr } = await command('train', [...args, `${root}data/diabetes.csv`], folder.path);
  expect(status, stderr).toBe(0);
}

describe('chainrule summary', () => {
  it('prints the table of R and the same numbers as JSON', async () => {
    await trained('exact.json', '--set', 'solver=exact');
    const { status, stdout } = await command('chainrule', ['summary', '--model', 'exact.json'], folder.path);
    expect(status).toBe(0);
    // summary(lm(progression ~ ., diabetes)) in R.
    expect(stdout).toMatch(/^bmi +5\.6030 +0\.7171 +7\.813 +4\.30e-14 .*\*\*\*$/m);
    expect(stdout).toMatch(/^Residual standard error: 54\.15 on 431 degrees of freedom$/m);
    expect(stdout).toContain('Multiple R-squared: 0.5177, Adjusted R-squared: 0.5066');
    expect(stdout).toContain('F-statistic: 46.27 on 10 and 431 DF');
    const json = await command('chainrule', ['summary', '--model', 'exact.json', '--json'], folder.path);
    expect(JSON.parse(json.stdout)).toMatchObject({ degreesOfFreedom: 431, rank: 10 });
  });

  it.each([
    [[], 64, /name a model file/],
    [['nowhere.json'], 66, /nowhere\.json/],
    [['--model', 'steps.json'], 65, /no statistics.*solver: exact/],
  ] as const)('refuses %j with %i', async (flags, status, text) => {
    await trained('steps.json', '--set', 'sgd.epochs=1');
    const result = await command('chainrule', ['summary', ...flags], folder.path);
    expect(result.status).toBe(status);
    expect(result.stderr).toMatch(text);
    expect(result.stdout).toBe('');
  });
});

describe('train --require-gap', () => {
  it.each([
    [['--require-gap', '1e-9'], 70, /required relative gap is at most 1e-9, but 0\.\d+ is proved/],
    [['--require-gap-abs', '1e-9'], 70, /required gap is at most 1e-9/],
    [['--require-gap', 'little'], 64, /--require-gap little: expected a number greater than 0/],
    [['--require-gap', '1e-3', '--require-gap', '1'], 64, /given more than once/],
  ] as const)('%j ends with %i and writes no model', async (flags, status, text) => {
    const args = ['--config', `${root}configs/ridge.yaml`, '--quiet', '--out', 'far.json', ...flags];
    const result = await command('train', [...args, `${root}data/diabetes.csv`], folder.path);
    expect(result.status).toBe(status);
    expect(result.stderr).toMatch(text);
    expect((await command('chainrule', ['summary', '--model', 'far.json'], folder.path)).status).toBe(66);
  });
});
