/** `graph` and `check` from the command line, and graph files that are wrong. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { chainrule } from '../support/command.js';
import { temporaryFolder } from '../support/folder.js';

const folder = temporaryFolder();
const diabetes = 'data/diabetes.csv';
const ridge = ['--config', 'configs/ridge.yaml'];

function config(name: string, graph: string): string {
  folder.write(`${name}.graph.yaml`, graph);
  return folder.write(`${name}.yaml`, `model: { graph: ${name}.graph.yaml }\ntarget: progression\n`);
}

/** A chain of so many nodes. */
function chain(nodes: number): string {
  const links = Array.from({ length: nodes }, (_, i) => `  n${i + 1}: tanh(${i === 0 ? 'n0' : `n${i}`})`);
  return [
    'inputs: { x: features, y: outcome }',
    'parameters: { w: [features] }',
    'nodes:',
    '  n0: affine(w, x)',
    ...links,
    `  loss: square(subtract(y, n${nodes}))`,
    `prediction: n${nodes}`,
    'objective: loss',
  ].join('\n');
}

describe('graph', () => {
  it('draws symbols without data, with d for the number of features', () => {
    const { status, stdout, stderr } = chainrule('graph', ...ridge, '--format', 'mermaid');
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/\["w \(d\)<br\/>→ 1 {2}← 9"\]/);
    expect(stdout).toMatch(/\["x \(d\)<br\/>→ 3 {2}← 7"\]/);
    const { stdout: own } = chainrule('graph', '--config', 'configs/perceptron.yaml', '--format', 'dot');
    expect(own).toMatch(/W1 \(8 × d\)/);
  });

  it('writes a file, its format by its name, and numbers of a row', () => {
    const out = folder.file('ridge.svg');
    expect(chainrule('graph', ...ridge, '--row', '1', '--out', out, diabetes)).toEqual({
      status: 0,
      stdout: '',
      stderr: '',
    });
    const svg = readFileSync(out, 'utf8');
    expect(svg).toMatch(/^<svg class="chainrule"/);
    // Half of the residual at the initial parameters, 1.1335.
    expect(svg).toMatch(/>ŷ = [\d.]+</);
    expect(svg).toContain('after one SGD step on it from the initial parameters');
    const json = JSON.parse(chainrule('graph', ...ridge, '--row', '1', '--format', 'json', diabetes).stdout);
    expect(json.nodes).toHaveLength(9);
    expect(json.edges).toHaveLength(9);
  });

  it.each(['ridge', 'huber', 'perceptron'])(
    'shows %s after a step that lowers J, unless parameters are given',
    (name) => {
      const example = ['--config', `configs/${name}.yaml`, '--row', '10', diabetes];
      const valuesOf = ({ stdout }: { readonly stdout: string }) => {
        const { nodes } = JSON.parse(stdout) as { nodes: { name: string; values: number[] }[] };
        return new Map(nodes.map(({ name: node, values }) => [node, values]));
      };
      const start = valuesOf(chainrule('explain', ...example, '--json'));
      const shown = valuesOf(chainrule('graph', ...example, '--format', 'json'));
      const loss = (values: ReturnType<typeof valuesOf>) => values.get('loss')?.[0] ?? Number.NaN;
      expect(loss(shown)).toBeLessThan(loss(start));
      expect(loss(shown)).toBeGreaterThan(0);
      const b = name === 'perceptron' ? 'b3' : 'b';
      const given = chainrule('graph', ...example, '--format', 'json', '--at', `${b}=${start.get(b)?.[0]}`);
      expect(valuesOf(given)).toEqual(start);
    },
  );

  it('numbers the nodes forward and backward, of a part as of the whole', () => {
    const numbered = ['graph', ...ridge, '--format', 'json'];
    const nodesOf = (...args: string[]) => JSON.parse(chainrule(...numbered, ...args).stdout).nodes;
    const whole = nodesOf();
    expect(whole.map(({ forward }: { forward: number }) => forward)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(whole.map(({ backward }: { backward: number }) => backward)).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1]);
    expect(nodesOf('--around', 'loss', '--distance', '1')).toEqual(whole.slice(-3));
  });

  it('shows a part', () => {
    const args = ['graph', ...ridge, '--format', 'json', '--around', 'loss'];
    const names = (text: string) => JSON.parse(text).nodes.map(({ name }: { name: string }) => name);
    expect(names(chainrule(...args, '--distance', '1').stdout)).toEqual(['residual', 'loss', 'objective']);
    expect(names(chainrule(...args).stdout)).toHaveLength(6);
  });

  it('of 10,000 nodes is refused as a picture with advice, and given as JSON or in part', () => {
    const large = config('large', chain(10_000));
    const refused = chainrule('graph', '--config', large);
    expect(refused.stderr).toMatch(/10006 nodes .* use --format json, or --around NODE for a part of it/);
    expect(refused).toMatchObject({ status: 64, stdout: '' });
    expect(JSON.parse(chainrule('graph', '--config', large, '--format', 'json').stdout).nodes).toHaveLength(
      10_006,
    );
    expect(chainrule('graph', '--config', large, '--around', 'n5000').stdout).toMatch(/^<svg/);
  });

  it.each<[string, readonly string[], number, RegExp]>([
    [
      'an unknown format',
      [...ridge, '--format', 'svgg'],
      64,
      /--format svgg: expected svg, dot, mermaid or json \(did you mean "svg"\?\)/,
    ],
    [
      'a PNG',
      [...ridge, '--out', 'x.png'],
      64,
      /--out x\.png: \.png files are not written; write x\.svg and/,
    ],
    ['a PDF whatever the format', [...ridge, '--format', 'svg', '--out', 'x.PDF'], 64, /\.pdf files are not/],
    ['a name of no format', [...ridge, '--out', 'x.txt'], 64, /\.txt files are not written/],
    [
      'a name of another format',
      [...ridge, '--format', 'svg', '--out', 'x.dot'],
      64,
      /means dot, and --format says svg/,
    ],
    ['an unknown node', [...ridge, '--around', 'lose'], 64, /--around: .*"lose" \(did you mean "loss"\?\)/],
    ['a distance alone', [...ridge, '--distance', '2'], 64, /--distance requires --around NODE/],
    ['a row without data', [...ridge, '--row', '2'], 64, /--row requires data/],
    ['data without a row', [...ridge, diabetes], 64, /--row N is required with data files/],
    ['a model without data', [...ridge, '--model', 'm.json'], 64, /--model requires an example/],
    ['a folder to write to', [...ridge, '--out', 'docs'], 73, /this is a folder/],
  ])('refuses %s', (_, args, status, message) => {
    const ended = chainrule('graph', ...args);
    expect(ended.stderr).toMatch(message);
    expect(ended).toMatchObject({ status, stdout: '' });
  });
});

describe('check', () => {
  it.each(['ridge', 'least-squares', 'huber', 'perceptron'])('passes %s on rows of diabetes', (name) => {
    const { status, stdout, stderr } = chainrule(
      'check',
      '--config',
      `configs/${name}.yaml`,
      '--rows',
      '5',
      diabetes,
    );
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^All [\d,]+ partials of \d+ nodes and \d+ copies agree/m);
  });

  it.each<[string, readonly string[], number, RegExp]>([
    ['no rows', [...ridge, '--rows', '0', diabetes], 64, /--rows 0: expected a whole number of at least 1/],
    ['no data', [...ridge], 64, /name at least one CSV file/],
    [
      'an unknown flag',
      [...ridge, '--row', '5', diabetes],
      64,
      /unknown flag: --row \(did you mean "rows"\?\)/,
    ],
  ])('refuses %s', (_, args, status, message) => {
    const ended = chainrule('check', ...args);
    expect(ended.stderr).toMatch(message);
    expect(ended).toMatchObject({ status, stdout: '' });
  });
});

describe('a graph file that is wrong', () => {
  const good = `inputs: { x: features, y: outcome }
parameters:
  w: [features]
  b: []
nodes:
  prediction: affine(w, x, b)
  residual: subtract(y, prediction)
  loss: square(residual)
prediction: prediction
objective: loss
`;
  it.each<[string, string, string, string]>([
    [
      'a cycle',
      'subtract(y, prediction)',
      'subtract(y, loss)',
      ':8:3: the graph has a cycle: "loss" (line 8) → "residual" (line 7) → "loss" (line 8)',
    ],
    ['an unknown op', 'square(', 'sqare(', ':8:3: node "loss": unknown op "sqare" (did you mean "square"?)'],
    ['wrong shapes', 'affine(w, x, b)', 'affine(b, x, w)', ':6:3: node "prediction": affine needs '],
    ['no objective', 'objective: loss\n', '', ':1:1: no objective; name the node that training minimizes'],
    [
      'two objectives',
      'objective: loss',
      'objective: loss\nobjective: residual',
      ':11:1: two objectives: the first is on line 10',
    ],
    ['an unused parameter', '  b: []', '  b: []\n  c: [3]', ':5:3: the parameter "c" is unused'],
  ])('with %s is reported with node and line, status 78', (name, from, to, message) => {
    expect(good).toContain(from);
    const file = config(name.replaceAll(' ', '-'), good.replace(from, to));
    for (const command of ['train', 'explain', 'check']) {
      const row = command === 'explain' ? ['--row', '1'] : [];
      const out = command === 'train' ? ['--out', '-', '--quiet'] : [];
      const ended = chainrule(command, '--config', file, ...row, ...out, diabetes);
      expect(ended.stderr).toContain(`error: ${file.replace('.yaml', '.graph.yaml')}${message}`);
      expect(ended).toMatchObject({ status: 78, stdout: '' });
    }
  });

  it('with l2Reg is told to write λ in the graph, status 78', () => {
    const ended = chainrule('train', '--config', config('good', good), '--set', 'l2Reg=0.1', diabetes);
    expect(ended.stderr).toMatch(
      /--set: l2Reg: not allowed with a custom graph, which has its own constants; write λ in the graph file/,
    );
    expect(ended).toMatchObject({ status: 78, stdout: '' });
  });

  it('that diverges names another step size to try, status 70', () => {
    const file = config('diverging', good);
    const ended = chainrule(
      'train',
      '--config',
      file,
      '--set',
      'sgd.stepSize=5',
      '--quiet',
      '--out',
      '-',
      diabetes,
    );
    expect(ended.stderr).toMatch(
      /training diverged in epoch 1, .*may be too large for the graph "graph"; try sgd\.stepSize: 0\.5/,
    );
    expect(ended).toMatchObject({ status: 70, stdout: '' });
  });

  it('whose objective is not a number at the start is reported, status 70', () => {
    const file = config('nan', good.replace('square(residual)', 'log(scale(square(residual), factor=-1))'));
    for (const args of [['train', '--quiet', '--out', '-'], ['check']]) {
      const ended = chainrule(...args, '--config', file, diabetes);
      expect(ended.stderr).toMatch(/the objective .*is NaN at the initial parameters/);
      expect(ended).toMatchObject({ status: 70, stdout: '' });
    }
  });
});
