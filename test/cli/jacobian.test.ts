/** `jacobian` from the command line: partials of vectors by vectors at a row, and what it refuses. */
import { describe, expect, it } from 'vitest';
import { chainrule } from '../support/command.js';
import { temporaryFolder } from '../support/folder.js';

const folder = temporaryFolder();
const perceptron = ['--config', 'configs/perceptron.yaml', '--row', '3', 'data/diabetes.csv'];

function found(...args: readonly string[]) {
  const { status, stdout, stderr } = chainrule('jacobian', '--json', ...args);
  expect([status, stderr]).toEqual([0, '']);
  return JSON.parse(stdout);
}

describe('chainrule jacobian', () => {
  it('of W1·x + b1 by x is W1, as explain has it', () => {
    const { where, rows, columns, values } = found(...perceptron, '--of', 'h1.affine', '--by', 'x');
    expect(where).toBe('row 3 of diabetes.csv, at the initial parameters of seed 1');
    expect(rows[7]).toBe('h1.affine[8]');
    expect(columns[2]).toBe('x[bmi]');
    const { nodes } = JSON.parse(chainrule('explain', '--json', ...perceptron).stdout);
    const W1 = nodes.find(({ name }: { name: string }) => name === 'W1');
    expect(values.flat()).toEqual(W1.values);
  });

  it('follows the chain rule from layer to layer', () => {
    const of = (to: string, by: string): number[][] => found(...perceptron, '--of', to, '--by', by).values;
    const [whole, outer, inner] = [of('h2', 'x'), of('h2', 'h1'), of('h1', 'x')];
    for (const [i, row] of whole.entries())
      for (const [j, partial] of row.entries()) {
        const sum = inner.reduce((total, middle, k) => total + outer[i]![k]! * middle[j]!, 0);
        expect(partial).toBeCloseTo(sum, 12);
      }
  });

  it('takes a graph with a vector as its objective, which train refuses', () => {
    const graph = `inputs: { x: features, y: outcome }
parameters: { W: { shape: [2, features], init: [1, 2, 3, 4] } }
nodes: { z: "affine(W, x)", c: "multiply(y, z)" }
prediction: z
objective: c
`;
    const config = folder.write(
      'vector.yaml',
      'model: { graph: vector.graph.yaml }\ntarget: y\nstandardize: false\n',
    );
    folder.write('vector.graph.yaml', graph);
    const data = folder.write('vector.csv', 'a,b,y\n1,2,10\n3,5,10\n');
    const at = ['--config', config, '--row', '2', data];
    expect(found(...at, '--of', 'c', '--by', 'x').values).toEqual([
      [10, 20],
      [30, 40],
    ]);
    const explained = chainrule('explain', ...at);
    expect(explained.status).toBe(0);
    expect(explained.stdout).toContain('partials of J = Σ c backward');
    expect(explained.stdout).not.toContain('One SGD step');
    expect(chainrule('check', '--config', config, data).status).toBe(0);
    expect(chainrule('graph', '--config', config, '--format', 'dot').status).toBe(0);
    const trained = chainrule('train', '--config', config, '--out', folder.file('m.json'), data);
    expect(trained.status).toBe(78);
    expect(trained.stderr).toContain('the objective "c" must be a scalar to be trained');
  });

  it.each([
    [['--of', 'H1', '--by', 'x'], '--of: the graph has no node "H1" (did you mean "h1"?)'],
    [['--of', 'h1', '--by', 'z'], '--by: the graph has no node "z"'],
    [['--of', 'h1'], '--by NODE is required'],
    [['--by', 'x'], '--of NODE is required'],
  ])('refuses %j', (flags, message) => {
    const { status, stderr, stdout } = chainrule('jacobian', ...perceptron, ...flags);
    expect([status, stdout]).toEqual([64, '']);
    expect(stderr).toContain(message);
  });

  it('needs a row', () => {
    const { status, stderr } = chainrule(
      'jacobian',
      '--config',
      'configs/perceptron.yaml',
      '--of',
      'h1',
      '--by',
      'x',
      'data/diabetes.csv',
    );
    expect(status).toBe(64);
    expect(stderr).toContain('--row N is required');
  });
});
