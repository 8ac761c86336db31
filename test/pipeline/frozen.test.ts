/** Parameters that training does not change. */
import { describe, expect, it } from 'vitest';
import { checkConfig } from '#chainrule/config/check-config.js';
import { initialParameters } from '#chainrule/graph/init.js';
import { compile } from '#chainrule/graph/program.js';
import { graphModel } from '#chainrule/graph-file/graph-model.js';
import { parseGraphFile } from '#chainrule/graph-file/parse-graph-file.js';
import type { GraphModelFile, ModelFile } from '#chainrule/model-file/model-file.js';
import { predictor } from '#chainrule/predict/predictor.js';
import { temporaryFolder } from '../support/folder.js';
import { csv, runTraining } from '../support/training.js';

const folder = temporaryFolder();

function own(model: ModelFile): GraphModelFile {
  if (model.parameters === undefined) throw new Error('expected a graph');
  return model;
}

describe('frozen parameters', () => {
  const random = `name: random features
inputs: { x: features, y: outcome }
parameters:
  F: { shape: [6, features], init: { uniform: 2 }, frozen: true }
  v: [6]
  b: []
nodes:
  prediction: affine(v, tanh(affine(F, x)), b)
  loss: power(subtract(y, prediction), 2)
prediction: prediction
objective: loss
`;
  const graph = parseGraphFile(random, 'random.graph.yaml');
  const source = Array.from({ length: 60 }, (_, i) => [
    i % 7,
    (i * 5) % 11,
    Math.sin(i % 7) * ((i * 5) % 11),
  ]);
  const data = folder.write('bent.csv', csv(['p', 'q', 'y'], source));

  it.each([
    ['sgd', { averaging: true }],
    ['sgd', { momentum: 0.5 }],
    ['svrg', {}],
  ] as const)('keep their initial values, %s with %o', async (solver, extra) => {
    const sgd = { stepSize: 0.02, batchSize: 6, epochs: 60, ...extra };
    const config = checkConfig({ model: { graph }, target: 'y', solver, sgd });
    const { model } = (await runTraining({ config, data })).finished;
    const { parameters } = own(model);
    const start = initialParameters(compile(graphModel(graph, 2).graph), config.seed);
    expect(parameters['F']?.values).toEqual([...start.slice(0, 12)]);
    expect(parameters['v']?.values.every((value) => value !== 0)).toBe(true);
    expect(model.metrics.training.r2).toBeGreaterThan(0.3);
    // The model file has all that a prediction takes.
    const predict = predictor(model);
    const squares = source.map(([p = 0, q = 0, y = 0]) => (y - predict([p, q])) ** 2);
    const mean = squares.reduce((sum, one) => sum + one, 0) / squares.length;
    expect(mean).toBeCloseTo((model.metrics.training.rmse ?? Number.NaN) ** 2, 10);
  });
});
