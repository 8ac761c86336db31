/** Models for the tests of the module `model-file`. */

import fc from 'fast-check';
import { checkConfig } from '#chainrule/config/check-config.js';
import { initialParameters, parameterPlaces } from '#chainrule/graph/init.js';
import { metricsOfValues } from '#chainrule/graph/metrics.js';
import { compile } from '#chainrule/graph/program.js';
import { buildModelFile, type ModelParts } from '#chainrule/model-file/build-model.js';
import type { LinearFeature } from '#chainrule/model-file/model-file.js';
import { customGraph } from '#chainrule/models/custom-graph.js';
import { ridgeKind } from '#chainrule/models/linear.js';
import type { ModelDefinition } from '#chainrule/models/model.js';

const rest = {
  metrics: { training: { rows: 4, objective: 1.5, loss: 1.25, rmse: 1.1, mae: 0.9, r2: null } },
  solver: { name: 'sgd', auto: false },
  stopping: { reason: 'epochs', epochs: 50, steps: 100 },
  certificate: { certified: true, bound: 0.1, relativeGap: 0.07 },
  files: [{ name: 'data.csv', bytes: 40, rows: 4, hash: 'ab' }],
  run: { started: '2024-01-01T00:00:00Z', seconds: 0.5, workers: 2, node: undefined },
};

export function linearParts(features: readonly LinearFeature[], intercept: number | null = 0.5): ModelParts {
  const config = checkConfig({ model: 'ridge', target: 'y', intercept: intercept !== null, l2Reg: 0.01 });
  const definition = ridgeKind.build({
    features: features.length,
    intercept: intercept !== null,
    l2Reg: 0.01,
  });
  const atMeans = features.reduce((sum, { weight, mean }) => sum + weight * mean, intercept ?? 0);
  const weights = { weights: features.map(({ weight }) => weight), atMeans, intercept: intercept ?? 0 };
  return { config, definition, features, parameters: new Map(), weights, ...rest };
}

export const odd: readonly LinearFeature[] = [
  { name: 'b', weight: 2, mean: 1, scale: 3 },
  { name: '10', weight: -0.1, mean: 0, scale: 1 },
  { name: '__proto__', weight: 1e-300, mean: -5, scale: 0.5 },
  { name: '2', weight: -0, mean: 0, scale: 1 },
];

export const oddModel = () => buildModelFile(linearParts(odd));

/** affine → tanh → affine of d features. */
function perceptron(d: number): ModelDefinition {
  return {
    name: 'perceptron',
    graph: {
      nodes: [
        { name: 'x', op: 'input', shape: [d] },
        { name: 'y', op: 'input', shape: [] },
        { name: 'W', op: 'parameter', shape: [3, d], init: { uniform: 0.5 } },
        { name: 'c', op: 'parameter', shape: [3], init: { uniform: 0.5 } },
        { name: 'v', op: 'parameter', shape: [3], init: { uniform: 0.5 } },
        { name: 'hidden', op: 'affine', inputs: ['W', 'x', 'c'] },
        { name: 'active', op: 'tanh', inputs: ['hidden'] },
        { name: 'prediction', op: 'affine', inputs: ['v', 'active'] },
        { name: 'residual', op: 'subtract', inputs: ['y', 'prediction'] },
        { name: 'loss', op: 'square', inputs: ['residual'] },
      ],
      sink: 'loss',
    },
    roles: { input: 'x', outcome: 'y', prediction: 'prediction' },
  };
}

export function perceptronParts(): ModelParts {
  const definition = perceptron(odd.length);
  const program = compile(definition.graph);
  const theta = initialParameters(program, 7);
  const parameters = new Map(
    parameterPlaces(program).map(({ name, offset, size }) => [name, theta.subarray(offset, offset + size)]),
  );
  const features = odd.map(({ name, mean, scale }) => ({ name, mean, scale }));
  return {
    config: checkConfig({ model: { graph: definition }, target: 'y' }),
    definition: customGraph(definition, metricsOfValues),
    features,
    parameters,
    ...rest,
  };
}

/** Their products are finite. */
const finite = { noNaN: true, noDefaultInfinity: true, min: -1e150, max: 1e150 };

/** Linear models of one to six features with any names. */
export const linearModels = fc
  .tuple(
    fc.uniqueArray(
      fc.record({
        name: fc.oneof(fc.string(), fc.constantFrom('10', '__proto__', 'constructor', '2', 'ŷ')),
        weight: fc.double(finite),
        mean: fc.double(finite),
        scale: fc.double({ ...finite, min: Number.MIN_VALUE }),
      }),
      { minLength: 1, maxLength: 6, selector: ({ name }) => name },
    ),
    fc.option(fc.double(finite)),
  )
  .map(([features, intercept]) => buildModelFile(linearParts(features, intercept)));
