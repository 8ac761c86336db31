/** The Jacobian matrix of one node by another: backward once for each element of the one. */
import { GraphError } from '../errors.js';
import { quoted } from '../text/visible.js';
import type { GraphDefinition } from './definition.js';
import { type LeafValues, readLeaves } from './leaves.js';
import { Pass } from './pass.js';
import { compile, nodeAt } from './program.js';

/** All partials of one node by another. */
export interface Jacobian {
  /** m, the elements of `of`, and n, those of `by`. */
  readonly shape: readonly [number, number];
  /** ∂ofᵢ/∂byⱼ, row by row. */
  readonly values: Float64Array;
}

export interface JacobianNodes {
  readonly of: string;
  readonly by: string;
}

/**
 * ∂ofᵢ/∂byⱼ of one example, with 0 where `of` does not depend on an element of `by`. Matrices are taken as vectors, row by
 * row. Every leaf needs a value (see `LeafValues`). Throws a `GraphError` for a node that is not there, for a constant,
 * by which nothing is differentiated, and for leaves that are wrong.
 *
 *     jacobian(graph, { x: [1, 2], y: 3, W: [1, 0, 0, 1] }, { of: 'hidden', by: 'x' }).values;
 */
export function jacobian(graph: GraphDefinition, leaves: LeafValues, { of, by }: JacobianNodes): Jacobian {
  const { nodes, position: find } = compile(graph);
  const [from, to] = [find(by), find(of)];
  if (nodes[from]!.definition.op === 'constant') {
    const text = `node ${quoted(by)} is a constant: there is no derivative by it`;
    throw new GraphError('GRAPH_CONSTANT', text, [by]);
  }
  const program = compile({ ...graph, sink: of });
  const pass = new Pass(program, { partials: 'all', rows: 1 });
  for (const [position, value] of readLeaves(program, leaves, 1)) pass.value(position).set(value);
  pass.forward(1);
  const shape = [nodeAt(program, to).size, nodeAt(program, from).size] as const;
  const [m, n] = shape;
  const values = new Float64Array(m * n);
  const seed = pass.seed(to);
  for (let i = 0; i < m; i++) {
    seed.fill(0);
    seed[i] = 1;
    pass.backward(1);
    values.set(pass.partial(from), i * n);
  }
  return { shape, values };
}
