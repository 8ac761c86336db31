/** What a first-time user meets: outputs that harm nothing, short flags, help, and mistakes that are named. */
import { spawnSync } from 'node:child_process';
import { readFileSync, symlinkSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { command, executable } from '../support/command.js';
import { temporaryFolder } from '../support/folder.js';

const folder = temporaryFolder();
const table = `a,b,y\n${[1, 2, 3, 4, 5, 6].map((a) => `${a},${(a * a) % 5},${2 * a + (a % 3)}\n`).join('')}`;
folder.write('d.csv', table);
folder.write('c.yaml', 'model: least-squares\ntarget: y\nsolver: exact\n');

/** Runs a line of bash in which `$train` and `$chainrule` are the commands. */
function bash(line: string) {
  const quiet = (name: 'train' | 'chainrule') => `${process.execPath} ${executable(name)}`;
  const env = { ...process.env, train: quiet('train'), chainrule: quiet('chainrule') };
  const { status, stdout, stderr } = spawnSync('bash', ['-c', line], {
    cwd: folder.path,
    env,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

const model = (text: string) => JSON.parse(text).format;

describe('outputs', () => {
  it('go to standard output by any of its names, whatever it is', () => {
    for (const out of ['/dev/stdout', '/dev/fd/1', '/proc/self/fd/1', '-']) {
      const piped = bash(`$train -c c.yaml -o ${out} d.csv | cat`);
      expect(model(piped.stdout), out).toBe('chainrule.model');
    }
    const appended = bash('echo before > log; $train -c c.yaml -o /dev/stdout d.csv >> log; cat log');
    expect(appended.stdout).toMatch(/^before\n\{\n/);
  });

  it('go through a process substitution', () => {
    expect(model(bash('$train -q -c c.yaml -o >(cat) d.csv | cat').stdout)).toBe('chainrule.model');
  });

  it('follow a link whose target does not exist', () => {
    symlinkSync('target.json', folder.file('link.json'));
    expect(bash('$train -q -c c.yaml -o link.json d.csv && test -L link.json').status).toBe(0);
    expect(model(readFileSync(folder.file('target.json'), 'utf8'))).toBe('chainrule.model');
  });

  it('that cannot be written end with 74 and one line', () => {
    for (const line of [
      '$train -c c.yaml d.csv > /dev/full',
      '$train -c c.yaml --json d.csv > /dev/full',
      '$chainrule explain -c c.yaml --row 1 d.csv > /dev/full',
    ]) {
      const { status, stderr } = bash(line);
      expect([status, stderr.match(/^error: .*$/gm)], line).toEqual([
        74,
        ['error: standard output: writing failed: ENOSPC'],
      ]);
    }
    expect(bash('$train -c c.yaml d.csv 2> /dev/full').status).toBe(74);
  });

  it.each([
    ['$train -c c.yaml --json d.csv >> d.csv', /^error: standard output is redirected to the input d\.csv; /],
    ['$train -c c.yaml d.csv >> c.yaml', /^error: standard output is redirected to the input c\.yaml; /],
    ['$chainrule graph -c c.yaml d.csv --row 1 >> d.csv', /redirected to the input d\.csv/],
    ['$chainrule explain -c c.yaml d.csv --row 1 >> d.csv', /redirected to the input d\.csv/],
    ['$chainrule check -c c.yaml d.csv >> d.csv', /redirected to the input d\.csv/],
    ['$train -c c.yaml d.csv 2>> d.csv', /^error: standard error is redirected to the input d\.csv; /],
    ['$train -c c.yaml d.csv >> d.csv 2>&1', /^$/],
  ])('are not redirected to an input: %s', (line, message) => {
    const { status, stdout, stderr } = bash(line);
    expect(status).toBe(64);
    expect(stdout + stderr).toMatch(message);
    expect(readFileSync(folder.file('d.csv'), 'utf8')).toBe(table);
  });
});

describe('the same file given twice', () => {
  it('is noted', () => {
    symlinkSync('d.csv', folder.file('again.csv'));
    const { status, stderr } = bash('$train -c c.yaml d.csv d.csv again.csv');
    expect([status, stderr.match(/^note: .*$/gm)]).toEqual([
      0,
      [
        'note: d.csv is given before; its rows are used again',
        'note: again.csv is the same file as d.csv; its rows are used again',
      ],
    ]);
  });
});

describe('the command line', () => {
  it('takes short flags', () => {
    const { status, stdout, stderr } = bash(
      '$train -q -c c.yaml -o short.json d.csv && $chainrule summary short.json',
    );
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/Coefficients/);
    expect(bash('$chainrule summary --model short.json').stdout).toBe(stdout);
    expect(bash('$train -config c.yaml -out short.json d.csv').status).toBe(0);
    expect(bash('$chainrule -V').stdout).toBe(bash('$chainrule --version').stdout);
    expect(bash('$chainrule summary short.json --model short.json').status).toBe(64);
    expect(bash('$train -c c.yaml -z d.csv').stderr).toMatch(/^error: unknown flag: -z/);
  });

  it('prints help with config keys and exit statuses, and alone too', () => {
    const help = bash('$chainrule --help');
    expect(help.stdout).toMatch(/Commands:[\s\S]*Config keys: model, target,[\s\S]*Exit status: 0 done,/);
    expect(bash('$chainrule')).toEqual(help);
    expect(bash('$train -h').stdout).toMatch(/-c, --config[\s\S]*sgd\.stepSize[\s\S]*78 wrong config/);
    expect(bash('$chainrule summary -h').stdout).not.toMatch(/Config keys/);
  });

  it('names config and data that were swapped', () => {
    const { status, stderr } = bash('$train -c d.csv c.yaml');
    expect([status, stderr]).toEqual([
      64,
      'error: --config d.csv: this looks like the data, and c.yaml like the config; write --config c.yaml d.csv\n',
    ]);
    folder.write('config', 'model: ridge\ntarget: y\n');
    expect(bash('$train -c d.csv config').stderr).toMatch(/^error: d\.csv: .*looks like a table/);
  });

  it('prints nothing of a large file that is taken for the config', () => {
    folder.write('large', `x\u001b[2J y z\n${'1 2 3\n'.repeat(200_000)}`);
    const { status, stderr } = bash('$train -c large d.csv');
    expect([status, stderr]).toEqual([78, expect.stringMatching(/^error: [^\n]{1,200}\n$/)]);
    expect(stderr).not.toContain('\u001b');
  });
});

describe('names from files', () => {
  it('never command the terminal, in notes, errors and the summary', async () => {
    folder.write(
      'esc.csv',
      'a,"k\u001b[2J\u001b[1;1Hweights ok","two\nlines",y\n1,5,2,3\n2,5,4,1\n3,5,1,7\n',
    );
    folder.write('esc.yaml', 'model: ridge\ntarget: y\n');
    const runs = [
      ['train', '--config', 'esc.yaml', 'esc.csv'],
      ['train', '--config', 'esc.yaml', '--set', 'target=z', 'esc.csv'],
      ['train', '--config', 'esc.yaml', '--set', 'features=["two\\nlines", "k"]', 'esc.csv'],
      ['explain', '--config', 'esc.yaml', '--row', '1', 'esc.csv'],
      ['graph', '--config', 'esc.yaml', '--row', '1', 'esc.csv'],
      ['check', '--config', 'esc.yaml', 'esc.csv'],
      ['train', '--config', 'no\u001b[2J.yaml', 'esc.csv'],
      ['train', '--config', 'esc.yaml', 'no\u001b[2J\n.csv'],
      ['train', '--config', 'esc.yaml', '--no\u001b[2J', 'esc.csv'],
    ];
    for (const args of runs) {
      const { stdout, stderr } = await command('chainrule', args, folder.path);
      expect(stdout + stderr, args.join(' ')).not.toMatch(/(?!\n)\p{Cc}/u);
    }
  });
});
