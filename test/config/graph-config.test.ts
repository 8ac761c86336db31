/** Graphs of one's own in a config: as an object, and as the path of a file. */
import { mkdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkConfig, resultConfig } from '#chainrule/config/check-config.js';
import { readConfig } from '#chainrule/config/read-config.js';
import { graphModel } from '#chainrule/graph-file/graph-model.js';
import { parseGraphFile } from '#chainrule/graph-file/parse-graph-file.js';
import { leastSquares } from '#chainrule/models/linear.js';
import { temporaryFolder } from '../support/folder.js';

const folder = temporaryFolder();

function messageOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    expect(error).toMatchObject({ exitStatus: 78 });
    return error instanceof Error ? error.message : '';
  }
  return '';
}

const text = [
  'inputs: { x: features, y: outcome }',
  'parameters: { w: [features] }',
  'nodes: { prediction: "affine(w, x)", loss: "square(subtract(y, prediction))" }',
  'prediction: prediction',
  'objective: loss',
].join('\n');

describe('a custom graph', () => {
  const graph = parseGraphFile(text, 'folder/g.yaml');
  const config = { model: { graph }, target: 'y' };

  it('has neither an intercept nor λ beside the graph', () => {
    const checked = checkConfig(config);
    expect(checked).not.toHaveProperty('intercept');
    expect(checked).not.toHaveProperty('l2Reg');
    expect(checked.model).toEqual({ graph });
    expect(checkConfig(checked)).toEqual(checked);
  });

  it.each([
    [
      'l2Reg',
      0,
      /^c.yaml: l2Reg: not allowed with a custom graph, which has its own constants; write λ in the graph file/,
    ],
    [
      'intercept',
      true,
      /^c.yaml: intercept: not allowed with a custom graph, which declares its own parameters/,
    ],
  ])('refuses %s beside it', (key, value, message) => {
    expect(messageOf(() => checkConfig({ ...config, [key]: value }, 'c.yaml'))).toMatch(message);
  });

  it('is recorded without its folder and lines, and is a config again', () => {
    const recorded = JSON.parse(JSON.stringify(resultConfig(checkConfig(config))));
    expect(recorded.model.graph).toEqual({ ...graph, file: 'g.yaml', places: undefined });
    expect(resultConfig(checkConfig(recorded))).toEqual(resultConfig(checkConfig(config)));
  });

  it('may be a model’s definition', () => {
    const definition = leastSquares({ features: 3, intercept: true });
    const checked = checkConfig({ model: { graph: definition }, target: 'y' });
    if (typeof checked.model === 'string') throw new Error('expected a graph');
    expect(graphModel(checked.model.graph, 3).graph).toEqual(definition.graph);
    expect(messageOf(() => graphModel(checked.model.graph, 4))).toMatch(
      /^the graph "least-squares": node "prediction": affine needs|expected a vector \[4\]/,
    );
  });

  it.each<[string, object, RegExp]>([
    ['what has no nodes', { name: 'g' }, /^model\.graph\.nodes: expected a list of nodes, got nothing/m],
    ['an unknown key', { ...graph, sink: 'loss' }, /^model\.graph\.sink: unknown key/],
    [
      'a prediction that is no node',
      { ...graph, prediction: 'predicton' },
      /^folder\/g\.yaml: prediction: no node "predicton" \(did you mean "prediction"\?\)/,
    ],
    [
      'an input that is none',
      { ...graph, input: 'w' },
      /^folder\/g\.yaml:2:\d+: input: the node "w" is not an input/,
    ],
    [
      'an input without a role',
      { ...graph, nodes: [...graph.nodes, { name: 'z', op: 'input', shape: [] }] },
      /"z" is an input that is neither the features nor the outcome/,
    ],
  ])('refuses %s', (_, object, message) => {
    expect(messageOf(() => checkConfig({ model: { graph: object }, target: 'y' }))).toMatch(message);
  });

  it.each<[unknown, RegExp]>([
    [{ grph: 'x' }, /^model\.grph: unknown key \(did you mean "graph"\?\)/m],
    [{ graph: 3 }, /^model\.graph: expected the path of a graph file, got 3/],
    [5, /^model: expected ridge, least-squares or \{graph: FILE\}, got 5/],
    [{ graph: 'g.yaml' }, /^model\.graph: the file g\.yaml has not been read/],
  ])('refuses %j', (model, message) => {
    expect(messageOf(() => checkConfig({ model, target: 'y' }))).toMatch(message);
  });
});

describe('the path of a graph file', () => {
  it('goes from the config file on', async () => {
    mkdirSync(folder.file('in'));
    folder.write('in/g.yaml', text);
    const config = folder.write('in/c.yaml', 'model: { graph: g.yaml }\ntarget: y\n');
    const { model } = await readConfig(config);
    expect(model).toMatchObject({ graph: { file: folder.file('in/g.yaml'), objective: 'loss' } });
    const set = folder.write('ridge.yaml', 'model: ridge\ntarget: y\n');
    expect((await readConfig(set, ['model={graph: in/g.yaml}'])).model).toEqual(model);
  });

  it('names config, line and key where there is no such file', async () => {
    const config = folder.write('c.yaml', 'target: y\nmodel:\n  graph: none.yaml\n');
    await expect(readConfig(config)).rejects.toMatchObject({
      exitStatus: 66,
      message: `${config}:3: model.graph: ${folder.file('none.yaml')}: no such graph file`,
    });
  });

  it('leaves other slips to the check', async () => {
    const config = folder.write('d.yaml', 'target: y\nmodel:\n  graph: [a]\n');
    await expect(readConfig(config)).rejects.toMatchObject({
      exitStatus: 78,
      message: `${config}:3: model.graph: expected the path of a graph file, got a list`,
    });
  });
});
