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
      'parameter "w": expected an init: a number, meanOutcome, or',
    ],
    [
      'a bad range',
      'w: [features]',
      'w: {shape: [features], init: {uniform: -1}}',
      'parameter "w": expected an init',
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
