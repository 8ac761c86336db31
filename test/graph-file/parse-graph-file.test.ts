import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GraphError } from '#chainrule/errors.js';
import { graphModel } from '#chainrule/graph-file/graph-model.js';
import { parseGraphFile } from '#chainrule/graph-file/parse-graph-file.js';

const text = (name: string) => readFileSync(new URL(`../../configs/${name}`, import.meta.url), 'utf8');
const huber = text('huber.graph.yaml');

/** The example with one text in place of another. */
function changed(from: string, to: string): () => unknown {
  expect(huber).toContain(from);
  return () => graphModel(parseGraphFile(huber.replace(from, to), 'g.yaml'), 10);
}

describe('a graph file', () => {
  it('is a model once the number of features is known', () => {
    const { name, graph, roles } = graphModel(parseGraphFile(huber, 'g.yaml'), 10);
    expect(name).toBe('huber');
    expect(roles).toEqual({ input: 'x', outcome: 'y', prediction: 'prediction' });
    expect(graph.sink).toBe('objective');
    expect(graph.nodes.find((node) => node.name === 'w')).toEqual({
      name: 'w',
      op: 'parameter',
      shape: [10],
    });
    expect(graph.nodes.find((node) => node.name === 'loss')).toEqual({
      name: 'loss',
      op: 'huber',
      inputs: ['residual'],
      constants: { delta: 73 },
      symbol: 'ℓ',
    });
  });

  it('makes a node of every call within a call', () => {
    const { graph } = graphModel(parseGraphFile(text('perceptron.graph.yaml'), 'g.yaml'), 3);
    expect(graph.nodes.find(({ name }) => name === 'h1.affine')).toEqual({
      name: 'h1.affine',
      op: 'affine',
      inputs: ['W1', 'x', 'b1'],
      symbol: 'z1',
    });
    expect(graph.nodes.find(({ name }) => name === 'h1')).toEqual({
      name: 'h1',
      op: 'tanh',
      inputs: ['h1.affine'],
    });
    expect(graph.nodes.find(({ name }) => name === 'W1')?.init).toEqual({ uniform: 0.5 });
  });

  it('may start a parameter at the mean outcome', () => {
    const mean = huber.replace('b: []', 'b: {shape: [], init: meanOutcome}');
    expect(parseGraphFile(mean, 'g.yaml').nodes.find(({ name }) => name === 'b')).toMatchObject({
      init: 'meanOutcome',
    });
  });

  it('numbers calls of one op within one node', () => {
    const nested = huber.replace('huber(residual, delta=73)', 'add(square(residual), square(residual))');
    const names = parseGraphFile(nested, 'g.yaml').nodes.map(({ name }) => name);
    expect(names).toContain('loss.square');
    expect(names).toContain('loss.square2');
  });

  it('makes a constant of every number in place of an input', () => {
    const literal = huber.replace('huber(residual, delta=73)', 'multiply(-2.5, power(residual, 2))');
    const nodes = parseGraphFile(literal, 'g.yaml').nodes.filter(({ name }) => name.startsWith('loss'));
    expect(nodes).toEqual([
      { name: 'loss.constant', op: 'constant', symbol: '-2.5', shape: [], value: -2.5 },
      { name: 'loss.power.constant', op: 'constant', symbol: '2', shape: [], value: 2 },
      { name: 'loss.power', op: 'power', inputs: ['residual', 'loss.power.constant'] },
      { name: 'loss', op: 'multiply', inputs: ['loss.constant', 'loss.power'], symbol: 'ℓ' },
    ]);
  });

  it('has constants of any shape, frozen parameters and initial values', () => {
    const more = huber
      .replace('w: [features]', 'w: { shape: [features], init: {uniform: 1}, frozen: true }\n  v: [features]')
      .replace('b: []', 'b: { init: 2 }\n  A: { shape: [2, 2], init: [[1, 2], [3, 4]] }')
      .replace(
        'nodes:',
        'constants: { c: 2, p: [1, 2], M: [[1, 2], [3, 4]], o: { shape: [features], value: 1 } }\nnodes:',
      )
      .replace('affine(w, x, b)', 'affine(v, multiply(w, x), add(b, sum(A)))');
    const { nodes } = graphModel(parseGraphFile(more, 'g.yaml'), 10).graph;
    const node = (name: string) => nodes.find((one) => one.name === name);
    expect(node('w')).toMatchObject({ shape: [10], init: { uniform: 1 }, frozen: true });
    expect(node('A')).toMatchObject({ shape: [2, 2], init: [1, 2, 3, 4] });
    expect(node('c')).toEqual({ name: 'c', op: 'constant', shape: [], value: 2 });
    expect(node('p')).toMatchObject({ shape: [2], value: [1, 2] });
    expect(node('M')).toMatchObject({ shape: [2, 2], value: [1, 2, 3, 4] });
    expect(node('o')).toMatchObject({ shape: [10], value: 1 });
  });

  it('may have a vector as its objective or prediction where nothing is trained', () => {
    const sink = huber
      .replace('nodes:', 'nodes:\n  shifted: add(multiply(w, x), loss)')
      .replace('objective: objective', 'objective: shifted');
    const file = parseGraphFile(sink.replace('prediction: prediction', 'prediction: x'), 'g.yaml');
    const { graph, roles } = graphModel(file, 4, 'inspect');
    expect([graph.sink, roles.prediction]).toEqual(['shifted', 'x']);
    expect(() => graphModel(file, 4)).toThrow(
      'g.yaml:8:3: the objective "shifted" must be a scalar to be trained, as only a scalar has a minimum; it has shape [4]',
    );
  });

  it('has the metrics that it names, or those that mean something', () => {
    const metricsOf = (from: string, to: string) =>
      graphModel(parseGraphFile(huber.replace(from, to), 'g.yaml'), 3).metrics;
    expect(metricsOf('', '')).toEqual(['rmse', 'mae', 'r2']);
    expect(metricsOf('subtract(y, prediction)', 'subtract(prediction, y)')).toEqual(['rmse', 'mae', 'r2']);
    // A difference that J does not depend on is no residual of its loss, nor is one of another value.
    expect(metricsOf('huber(residual, delta=73)', 'multiply(y, prediction)')).toEqual([]);
    expect(metricsOf('subtract(y, prediction)', 'subtract(log(y), prediction)')).toEqual([]);
    const logistic = text('logistic.graph.yaml').replace(/^metrics:.*$/m, '');
    expect(graphModel(parseGraphFile(logistic, 'g.yaml'), 3).metrics).toEqual(['logLoss', 'accuracy']);
    const named = `${huber}metrics: [r2, logLoss]\n`;
    expect(graphModel(parseGraphFile(named, 'g.yaml'), 3).metrics).toEqual(['r2', 'logLoss']);
    expect(graphModel(parseGraphFile(`${huber}metrics: []\n`, 'g.yaml'), 3).metrics).toEqual([]);
  });

  it('is JSON as well', () => {
    const json = JSON.stringify({
      inputs: { x: 'features', y: 'outcome' },
      parameters: { w: ['features'] },
      nodes: { p: 'affine(w, x)', l: 'square(subtract(y, p))' },
      prediction: 'p',
      objective: 'l',
    });
    expect(graphModel(parseGraphFile(json, 'g.json'), 2).graph.nodes).toHaveLength(6);
  });

  it.each([
    [
      'a cycle',
      'subtract(y, prediction)',
      'subtract(y, loss)',
      'g.yaml:10:3: the graph has a cycle: "loss" (line 10) → "residual" (line 9) → "loss" (line 10)',
    ],
    [
      'an unknown op',
      'huber(',
      'hubber(',
      'g.yaml:10:3: node "loss": unknown op "hubber" (did you mean "huber"?)',
    ],
    [
      'an unknown op in a call',
      'affine(w, x, b)',
      'scale(afine(w, x, b), factor=1)',
      'g.yaml:8:21: node "prediction.afine": unknown op "afine"',
    ],
    [
      'an unknown input',
      'huber(residual',
      'huber(residul',
      'g.yaml:10:3: node "loss": unknown input "residul" (did you mean "residual"?)',
    ],
    ['wrong shapes', 'w: [features]', 'w: [3]', 'g.yaml:8:3: node "prediction": affine needs'],
    [
      'a prediction that is no scalar',
      'prediction: prediction',
      'prediction: w',
      'g.yaml:5:3: the prediction "w" must be a scalar',
    ],
    ['no objective', 'objective: objective\n', '', 'g.yaml:1:1: no objective'],
    [
      'two objectives',
      'objective: objective\n',
      'objective: objective\nobjective: loss\n',
      'g.yaml:16:1: two objectives: the first is on line 15',
    ],
    [
      'a list of objectives',
      'objective: objective\n',
      'objective: [loss, objective]\n',
      'g.yaml:15:12: expected one objective',
    ],
    [
      'an objective that is no node',
      'objective: objective\n',
      'objective: objectiv\n',
      'g.yaml:15:12: objective: no node "objectiv" (did you mean "objective"?)',
    ],
    ['an unused parameter', 'affine(w, x, b)', 'affine(w, x)', 'g.yaml:6:3: the parameter "b" is unused'],
    [
      'a node twice',
      '  loss:',
      '  residual:',
      'g.yaml:10:3: two nodes are called "residual": the first is on line 9',
    ],
    [
      'a node called as an input',
      '  loss:',
      '  x:',
      'g.yaml:10:3: two nodes are called "x": the first is on line 3',
    ],
    [
      'a prediction from the outcome',
      'prediction: prediction',
      'prediction: residual',
      'depends on the outcome "y"',
    ],
    ['an unknown key', 'nodes:', 'nods:', 'g.yaml:7:1: unknown key "nods" (did you mean "nodes"?)'],
    ['a missing bracket', 'affine(w, x, b)', 'affine(w, x', 'g.yaml:8:26: node "prediction": expected ")"'],
    ['a strange sign', 'affine(w, x, b)', 'affine(w; x)', 'g.yaml:8:23: node "prediction": unexpected ";"'],
    [
      'a name for a constant',
      'delta=73',
      'delta=wide',
      'g.yaml:10:31: node "loss": expected a number for the constant "delta"',
    ],
    ['a constant twice', 'delta=73', 'delta=1, delta=2', 'the constant "delta" is given twice'],
    ['a constant out of range', 'delta=73', 'delta=-1', 'huber needs a delta above 0; got -1'],
    ['no YAML', 'nodes:', 'nodes: [', 'g.yaml:'],
    [
      'an input without a role',
      'y: outcome',
      'y: outcom',
      'g.yaml:3:27: input "y": expected "features" or "outcome"',
    ],
    ['no outcome', ', y: outcome', '', 'g.yaml:3:1: no input takes the outcome'],
    [
      'a bad init',
      'w: [features]',
      'w: {shape: [features], init: meanOutcom}',
      'parameter "w": expected an init: a number, a list of numbers or of rows, meanOutcome, or',
    ],
    [
      'a bad range',
      'w: [features]',
      'w: {shape: [features], init: {uniform: -1}}',
      'parameter "w": expected an init',
    ],
    [
      'a constant that is no number',
      'nodes:',
      'constants: { c: one }\nnodes:',
      'g.yaml:7:17: constant "c": expected a number, a list of numbers, rows of numbers',
    ],
    [
      'rows of different lengths',
      'nodes:',
      'constants: { c: [[1, 2], [3]] }\nnodes:',
      'g.yaml:7:17: constant "c": expected a number, a list of numbers, rows of numbers',
    ],
    [
      'a parameter that is frozen somehow',
      'b: []',
      'b: {frozen: yes}',
      'parameter "b": frozen: expected true',
    ],
    [
      'all parameters frozen',
      'w: [features]\n  b: []',
      'w: {shape: [features], frozen: true}\n  b: {frozen: true}',
      'does not depend on any parameter that is not frozen',
    ],
    [
      'an init of another size',
      'w: [features]',
      'w: {shape: [features], init: [1, 2]}',
      'g.yaml:5:3: node "w" (parameter): its init has 2 numbers, but its shape 10',
    ],
    [
      'a metric that there is not',
      'objective: objective',
      'objective: objective\nmetrics: [rmse, logloss]',
      'g.yaml:16:10: expected a list of metrics (rmse, mae, r2, logLoss, accuracy); got "logloss" (did you mean "logLoss"?)',
    ],
    [
      'metrics that are no list',
      'objective: objective',
      'objective: objective\nmetrics: rmse',
      'got no list',
    ],
  ])('with %s is refused with node and line', (_, from, to, message) => {
    expect(changed(from, to)).toThrow(GraphError);
    expect(changed(from, to)).toThrow(message);
  });

  it('nested beyond reason is refused', () => {
    expect(() => parseGraphFile('['.repeat(100_000), 'g.yaml')).toThrow(GraphError);
    const calls = huber.replace('affine(w, x, b)', `${'tanh('.repeat(500)}affine(w, x, b)${')'.repeat(500)}`);
    expect(() => parseGraphFile(calls, 'g.yaml')).toThrow('calls are nested more than 100 deep');
  });

  it('that is any text throws nothing but a GraphError', () => {
    const part = fc.constantFrom(
      ...huber.split(/\b/),
      '[',
      '}',
      '&a',
      '*a',
      '!!str',
      '\n',
      '\t',
      '- ',
      '? ',
      '%',
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 60 }), fc.nat({ max: huber.length }), (parts, at) => {
        for (const whole of [
          parts.join(''),
          huber.slice(0, at) + parts.slice(0, 3).join('') + huber.slice(at),
        ]) {
          try {
            graphModel(parseGraphFile(whole, 'g.yaml'), 2);
          } catch (error) {
            expect(error).toBeInstanceOf(GraphError);
          }
        }
      }),
      { seed: 51, numRuns: 500 },
    );
  });
});
