/**
 * Least squares and ridge with the nodes of the slides: ŷ = wᵀx + b, r = y − ŷ, ℓ = r² and, for ridge, R = λwᵀw,
 * J = ℓ + R. b is never regularized.
 */
import type { NodeDefinition } from '../graph/definition.js';
import type { ModelDefinition } from './model.js';

export interface LinearOptions {
  /** d, the number of features. */
  readonly features: number;
  /** Whether there is a b; without it ŷ = wᵀx. */
  readonly intercept: boolean;
}

/** J = ℓ = (y − ŷ)². */
export function leastSquares(options: LinearOptions): ModelDefinition {
  return { name: 'least-squares', graph: { nodes: lossNodes(options), sink: 'loss' }, roles: roles(options) };
}

/** J = ℓ + λwᵀw. */
export function ridge(options: LinearOptions & { readonly l2Reg: number }): ModelDefinition {
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
  const b: NodeDefinition[] = intercept ? [{ name: 'b', op: 'parameter', shape: [] }] : [];
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

function roles({ intercept }: LinearOptions): ModelDefinition['roles'] {
  const linear = { weights: 'w', ...(intercept && { intercept: 'b' }) };
  return { input: 'x', outcome: 'y', prediction: 'prediction', linear };
}
