/**
 * Least squares and ridge with the nodes of the slides: ŷ = wᵀx + b, r = y − ŷ, ℓ = r² and, for ridge, R = λwᵀw,
 * J = ℓ + R. b is never regularized. It starts at the mean outcome: on centred columns, its minimum whatever λ is.
 */
import type { NodeDefinition } from '../graph/definition.js';
import { metricsOfValues } from '../graph/metrics.js';
import type { Capabilities, LinearRoles, ModelDefinition, Roles } from './model.js';
import type { ModelKind, ModelOptions } from './model-kind.js';

export type LinearOptions = Omit<ModelOptions, 'l2Reg'>;

export const leastSquaresKind: ModelKind<'least-squares'> = {
  name: 'least-squares',
  l2Reg: null,
  build: (options) => ({ ...leastSquares(options), title: 'least squares', ...capabilities(options, 0) }),
};

export const ridgeKind: ModelKind<'ridge'> = {
  name: 'ridge',
  l2Reg: 0.01,
  build: (options) => ({
    ...ridge(options),
    title: 'ridge regression',
    ...capabilities(options, options.l2Reg),
  }),
};

/** J = ℓ = (y − ŷ)². */
export function leastSquares(options: LinearOptions): ModelDefinition {
  return { name: 'least-squares', graph: { nodes: lossNodes(options), sink: 'loss' }, roles: roles(options) };
}

/** J = ℓ + λwᵀw. */
export function ridge(options: ModelOptions): ModelDefinition {
  const nodes: NodeDefinition[] = [
    ...lossNodes(options),
    {
      name: 'regularization',
      symbol: 'R',
      op: 'l2Penalty',
      inputs: ['w'],
      constants: { lambda: options.l2Reg },
    },
    { name: 'objective', symbol: 'J', op: 'add', inputs: ['loss', 'regularization'] },
  ];
  return { name: 'ridge', graph: { nodes, sink: 'objective' }, roles: roles(options) };
}

function lossNodes({ features, intercept }: LinearOptions): NodeDefinition[] {
  const b: NodeDefinition[] = intercept
    ? [{ name: 'b', op: 'parameter', shape: [], init: 'meanOutcome' }]
    : [];
  // Parameters before inputs: then R comes before ŷ in topological order, and w⁽¹⁾ is the copy into R, with b or without.
  return [
    { name: 'w', op: 'parameter', shape: [features] },
    ...b,
    { name: 'x', op: 'input', shape: [features] },
    { name: 'y', op: 'input', shape: [] },
    { name: 'prediction', symbol: 'ŷ', op: 'affine', inputs: ['w', 'x', ...b.map(({ name }) => name)] },
    { name: 'residual', symbol: 'r', op: 'subtract', inputs: ['y', 'prediction'] },
    { name: 'loss', symbol: 'ℓ', op: 'square', inputs: ['residual'] },
  ];
}

function roles(options: LinearOptions): Roles {
  return { input: 'x', outcome: 'y', prediction: 'prediction', linear: linearRoles(options) };
}

function linearRoles({ intercept }: LinearOptions): LinearRoles {
  return { weights: 'w', ...(intercept && { intercept: 'b' }) };
}

function capabilities(options: LinearOptions, l2Reg: number): Omit<Capabilities, 'title'> {
  const { intercept } = options;
  const squares = { ...linearRoles(options), l2Reg };
  return {
    initial: intercept ? 'meanOutcome' : 'zero',
    metrics: {
      own: metricsOfValues,
      // The penalty does not count for how well new rows are predicted.
      ...{ validation: 'meanSquaredError', loss: 'meanSquaredError' },
      baseline: intercept ? 'mean' : 'zero',
    },
    curvature: { perSquare: 2, penalty: 2 * l2Reg, intercept },
    exact: squares,
    certificate: squares,
    ...(l2Reg === 0 && { statistics: true }),
    file: 'weights',
  };
}
