/** `explain` from the command line: its numbers by hand, the right row wherever it lies, and what it refuses. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Explanation } from '#chainrule/explain/explain.js';
import { random } from '#chainrule/random.js';
import { chainrule } from '../support/command.js';
import { temporaryFolder } from '../support/folder.js';
import { csv } from '../support/training.js';

const folder = temporaryFolder();
const diabetes = 'data/diabetes.csv';
const table = readFileSync(new URL('../../data/diabetes.csv', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => line.split(',').map(Number));

function explained(...args: readonly string[]): Explanation {
  const { status, stdout, stderr } = chainrule('explain', '--json', ...args);
  expect(stderr).toBe('');
  expect(status).toBe(0);
  return JSON.parse(stdout);
}

const valuesOf = ({ nodes }: Explanation) => new Map(nodes.map((node) => [node.name, node]));

/** ŷ, r and all partials of ridge on a row, from the slides' formulas. */
function byHand(row: number, w: readonly number[], b: number, lambda: number) {
  const x = table[row - 1]!.slice(0, 10).map((value, j) => {
    const column = table.map((cells) => cells[j]!);
    const mean = column.reduce((sum, each) => sum + each, 0) / column.length;
    const variance = column.reduce((sum, each) => sum + (each - mean) ** 2, 0) / column.length;
    return (value - mean) / Math.sqrt(variance);
  });
  const prediction = x.reduce((sum, each, j) => sum + each * w[j]!, b);
  const residual = table[row - 1]![10]! - prediction;
  return {
    x,
    prediction,
    residual,
    intoPrediction: x.map((each) => -2 * residual * each),
    intoPenalty: w.map((each) => 2 * lambda * each),
  };
}

function expectClose(got: readonly number[] | undefined, wanted: readonly number[]): void {
  expect(got).toHaveLength(wanted.length);
  for (const [i, value] of wanted.entries())
    expect(Math.abs((got?.[i] ?? Number.NaN) - value)).toBeLessThan(1e-9 * Math.max(1, Math.abs(value)));
}

describe('explain', () => {
  it('gives the numbers computed by hand for a row of diabetes, at the initial parameters', () => {
    const nodes = valuesOf(explained('--config', 'configs/ridge.yaml', '--row', '1', diabetes));
    const meanOutcome = table.reduce((sum, row) => sum + row[10]!, 0) / table.length;
    const hand = byHand(1, new Array<number>(10).fill(0), meanOutcome, 0.01);
    const r = 151 - meanOutcome;
    expectClose(nodes.get('x')?.values, hand.x);
    expectClose(nodes.get('b')?.values, [meanOutcome]);
    expectClose(nodes.get('residual')?.values, [r]);
    expectClose(nodes.get('residual')?.partials, [2 * r]);
    expectClose(nodes.get('prediction')?.partials, [-2 * r]);
    expectClose(nodes.get('b')?.partials, [-2 * r]);
    expectClose(nodes.get('w')?.partials, hand.intoPrediction);
  });

  it('gives them at the parameters of a model, both copies and the step', () => {
    const model = folder.file('ridge.json');
    expect(
      chainrule('train', '--config', 'configs/ridge.yaml', '--quiet', '--out', model, diabetes).status,
    ).toBe(0);
    const { features, intercept, stopping } = JSON.parse(readFileSync(model, 'utf8'));
    // The config says auto: the step is that of the training.
    const eta: number = stopping.stepSize;
    const scaled: number[] = features.map(
      ({ weight, scale }: { weight: number; scale: number }) => weight * scale,
    );
    const b = features.reduce(
      (sum: number, { weight, mean }: { weight: number; mean: number }) => sum + weight * mean,
      intercept,
    );
    const explanation = explained('--config', 'configs/ridge.yaml', '--row', '7', '--model', model, diabetes);
    const nodes = valuesOf(explanation);
    const hand = byHand(7, scaled, b, 0.01);
    expectClose(nodes.get('prediction')?.values, [hand.prediction]);
    const [first, second] = nodes.get('w')?.copies ?? [];
    expect([first?.label, second?.label]).toEqual(['w⁽¹⁾', 'w⁽²⁾']);
    expectClose(first?.partials, hand.intoPenalty);
    expectClose(second?.partials, hand.intoPrediction);
    const sum = hand.intoPenalty.map((each, j) => each + hand.intoPrediction[j]!);
    expectClose(nodes.get('w')?.partials, sum);
    const steps = explanation.steps.map(({ next }) => next);
    expectClose(steps, [...sum.map((partial, j) => scaled[j]! - eta * partial), b + eta * 2 * hand.residual]);
  });

  it('takes any parameters from --at: from flags, from a file, and from a model file', () => {
    const row = ['--config', 'configs/ridge.yaml', '--row', '7'];
    const w = [1, -2, 3, -4, 5, -6, 7, -8, 9, -10];
    const hand = byHand(7, w, 150, 0.01);
    const yaml = folder.write('parameters.yaml', `w: [${w.join(', ')}]\nb: 100\n`);
    const json = folder.write('parameters.json', JSON.stringify({ b: 150 }));
    const model = folder.file('at.json');
    expect(
      chainrule('train', '--config', 'configs/ridge.yaml', '--quiet', '--out', model, diabetes).status,
    ).toBe(0);
    for (const at of [
      ['--at', `w=${w.join(',')}`, '--at', 'b=150'],
      // The command line changes what files say, wherever it stands.
      ['--at', 'b=150', '--at', yaml],
      ['--at', yaml, '--at', json],
      ['--at', model, '--at', yaml, '--at', 'b=1.5e2'],
    ]) {
      const explanation = explained(...row, ...at, diabetes);
      const nodes = valuesOf(explanation);
      expect(nodes.get('w')?.values).toEqual(w);
      expect(nodes.get('b')?.values).toEqual([150]);
      expectClose(nodes.get('prediction')?.values, [hand.prediction]);
      expectClose(
        nodes.get('w')?.partials ?? [],
        hand.intoPenalty.map((each, j) => each + hand.intoPrediction[j]!),
      );
    }
    const fromModel = explained(...row, '--at', model, '--at', 'w[bmi]=0', diabetes);
    const { nodes } = explained(...row, '--model', model, diabetes);
    const bmi = 2;
    expect(valuesOf(fromModel).get('w')?.values).toEqual(nodes[0]!.values.with(bmi, 0));
    const text = chainrule('explain', ...row, '--model', model, '--at', 'w[bmi]=0', diabetes).stdout;
    expect(text).toMatch(/^row 7 of diabetes\.csv, at the parameters of at\.json, except for w\[bmi\]\n/);
  });

  it('cuts nothing with --all: every element, every parameter and every path', () => {
    const graph = folder.write(
      'deep.graph.yaml',
      [
        'name: deep',
        'inputs: { x: features, y: outcome }',
        'parameters: { w: [features], c: {shape: [], init: 1} }',
        'nodes:',
        ...Array.from({ length: 11 }, (_, k) => {
          const before = k === 0 ? 'c' : `d${k}`;
          return `  d${k + 1}: add(${before}, ${before})`;
        }),
        '  prediction: affine(w, x, d11)',
        '  loss: square(subtract(y, prediction))',
        'prediction: prediction',
        'objective: loss',
        '',
      ].join('\n'),
    );
    const config = folder.write('deep.yaml', `model: {graph: ${graph}}\ntarget: progression\n`);
    const of = (...args: string[]) =>
      chainrule('explain', '--config', config, '--row', '1', ...args, diabetes).stdout;
    expect(of()).toContain('… 5 more');
    expect(of('--all')).not.toContain('…');
    for (const name of ['x[s6]', 'w[s6]']) expect(of('--all').split(name).length).toBeGreaterThan(1);
    expect(of('--node', 'c')).toMatch(/^sum of these 1000: .*; 2048 paths are too many to list$/m);
    expect(of('--node', 'c', '--all')).toMatch(/^2048\. [\s\S]*^sum of the paths: /m);
  });

  it('finds the row in a later chunk, and in a later file', () => {
    const source = random(1, 'test');
    const rows = Array.from({ length: 60_000 }, (_, i) => [i + 1, source.uniform(), -(i + 1)]);
    const all = folder.write('all.csv', csv(['n', 'z', 'y'], rows));
    const one = folder.write('one.csv', csv(['n', 'z', 'y'], rows.slice(0, 50_000)));
    const two = folder.write('two.csv', csv(['n', 'z', 'y'], rows.slice(50_000)));
    const config = folder.write('two.yaml', 'model: least-squares\ntarget: y\nworkers: 2\n');
    expect(readFileSync(all).length).toBeGreaterThan(1 << 20);
    const from = explained('--config', config, '--row', '59999', all);
    expect(from.features.map(({ raw }) => raw)).toEqual(rows[59_998]!.slice(0, 2));
    expect(from.outcome).toEqual({ name: 'y', value: -59_999 });
    const split = explained('--config', config, '--row', '59999', one, two);
    expect(split.nodes).toEqual(from.nodes);
  });

  it('confirms every partial, and one along its paths', () => {
    const args = ['explain', '--config', 'configs/perceptron.yaml', '--row', '3', '--verify', diabetes];
    expect(chainrule(...args).stdout).toMatch(/^All \d+ partials agree with their finite differences\.$/m);
    const { stdout } = chainrule(...args, '--node', 'W1[3,bmi]');
    expect(stdout).toMatch(/over 4 paths/);
    expect(stdout).toMatch(/^finite difference: \S+, agrees ✓$/m);
    const json = JSON.parse(chainrule(...args, '--node', 'W1[3,bmi]', '--json').stdout);
    expect(json).toMatchObject({ element: 'W1[3,bmi]', count: 4, check: { verdict: 'agrees' } });
  });
});

describe('explain refuses', () => {
  const modelFile = folder.write('some-model.json', '{"format": "chainrule.model"}');
  const parameterFile = folder.write('words.yaml', 'w: [1]\nb: two\n');
  const config = ['--config', 'configs/ridge.yaml'];
  it.each<[string, readonly string[], number, RegExp]>([
    ['no row', [...config, diabetes], 64, /^error: --row N is required/],
    [
      'a row that is not a number',
      [...config, '--row', '1.5', diabetes],
      64,
      /--row 1\.5: expected a whole number of at least 1/,
    ],
    ['row 0', [...config, '--row', '0', diabetes], 64, /--row 0: expected a whole number/],
    [
      'a row out of range',
      [...config, '--row', '443', diabetes],
      65,
      /--row 443: out of range; there are 442 rows in data\/diabetes\.csv/,
    ],
    ['no data', [...config, '--row', '1'], 64, /name at least one CSV file/],
    ['no config', ['--row', '1', diabetes], 64, /--config FILE is required/],
    [
      'an unknown flag',
      [...config, '--rwo', '1', diabetes],
      64,
      /unknown flag: --rwo \(did you mean "row"\?\)/,
    ],
    [
      'a flag of another command',
      [...config, '--row', '1', '--format', 'svg', diabetes],
      64,
      /unknown flag: --format/,
    ],
    [
      'a flag twice',
      [...config, '--row', '1', '--row', '2', diabetes],
      64,
      /--row was given more than once: 1, 2/,
    ],
    [
      'an unknown node',
      [...config, '--row', '1', '--node', 'predicton', diabetes],
      64,
      /--node: .*"predicton" \(did you mean "prediction"\?\)/,
    ],
    [
      'an unknown element',
      [...config, '--row', '1', '--node', 'w[bni]', diabetes],
      64,
      /did you mean "w\[bmi\]"/,
    ],
    [
      'parameters of another length, with the length',
      [...config, '--row', '1', '--at', 'w=1,2', diabetes],
      64,
      /^error: --at w=1,2: the parameter "w" is a vector \[10\]: expected 10 numbers .*; got 2: 1, 2\n$/,
    ],
    [
      'an unknown parameter, with those there are',
      [...config, '--row', '1', '--at', 'W=1', diabetes],
      64,
      /--at W=1: there is no parameter "W" \(did you mean "w"\?\).* are w \(10\), b \(1\)/,
    ],
    [
      'a number that is none',
      [...config, '--row', '1', '--at', 'b=0x10', diabetes],
      64,
      /--at b=0x10: "0x10" is not a number/,
    ],
    ['no number', [...config, '--row', '1', '--at', 'b=', diabetes], 64, /--at b=: expected numbers/],
    [
      'a parameter twice',
      [...config, '--row', '1', '--at', 'b=1', '--at', 'b=2', diabetes],
      64,
      /--at b=2: b was given more than once/,
    ],
    [
      'no such parameter file',
      [...config, '--row', '1', '--at', 'none.json', diabetes],
      66,
      /none\.json: no such parameter file/,
    ],
    [
      'two model files',
      [...config, '--row', '1', '--model', 'none.json', '--at', modelFile, diabetes],
      64,
      /this is a model file, and the parameters come from none\.json already/,
    ],
    [
      'a parameter file with an error, with its line',
      [...config, '--row', '1', '--at', parameterFile, diabetes],
      65,
      /words\.yaml:2: b: expected a finite number, a list of numbers or a list of lists/,
    ],
    [
      'no such model',
      [...config, '--row', '1', '--model', 'none.json', diabetes],
      66,
      /none\.json: no such model file/,
    ],
    [
      'a model file that is none',
      [...config, '--row', '1', '--model', 'package.json', diabetes],
      65,
      /expected a model file/,
    ],
  ])('%s', (_, args, status, message) => {
    const ended = chainrule('explain', ...args);
    expect(ended.stderr).toMatch(message);
    expect(ended.status).toBe(status);
    expect(ended.stdout).toBe('');
  });

  it('a model of other columns or parameters', () => {
    const small = folder.write(
      'small.csv',
      csv(
        ['a', 'y'],
        [
          [1, 2],
          [2, 1],
          [3, 5],
        ],
      ),
    );
    const own = folder.write('small.yaml', 'model: ridge\ntarget: y\n');
    const model = folder.file('small.json');
    expect(chainrule('train', '--config', own, '--quiet', '--out', model, small).status).toBe(0);
    const columns = chainrule('explain', ...config, '--row', '1', '--model', model, diabetes);
    expect(columns).toMatchObject({ status: 65 });
    expect(columns.stderr).toMatch(
      /this model predicts y from a, but the config and data have progression and age, sex/,
    );
    const other = chainrule(
      'explain',
      '--config',
      own,
      '--set',
      'intercept=false',
      '--row',
      '1',
      '--model',
      model,
      small,
    );
    expect(other).toMatchObject({ status: 65 });
    expect(other.stderr).toMatch(
      /is of "ridge" with the parameters w \(1\), b \(1\); the config's "ridge" has w \(1\)/,
    );
  });

  it('an unknown command, with the nearest', () => {
    const ended = chainrule('explian', ...config);
    expect(ended).toMatchObject({ status: 64 });
    expect(ended.stderr).toMatch(/unknown command or argument: explian \(did you mean "explain"\?\)/);
  });
});
