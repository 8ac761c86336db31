/**
 * The friendly face of a graph: values of the leaves by name in, the value and ∂J/∂ of every node and every copy out.
 *
 * Of n examples J = (1/n) ΣJᵢ, as everywhere, and of a sink that is a vector Jᵢ is the sum of its elements. Made to look at a graph, not to train it: it allocates all it returns.
 */
import type { GraphDefinition, Shape } from './definition.js';
import { type LeafValues, readLeaves } from './leaves.js';
import { Pass } from './pass.js';
import { compile, nodeAt, type Program } from './program.js';

/** What one consumer takes of a node. */
export interface CopyEvaluation {
  /** The node that takes it, and as which of its op's inputs. */
  readonly consumer: string;
  readonly input: string;
  /** ∂J/∂(this copy). */
  readonly partial: Float64Array;
}

/** The value of one node, and ∂J/∂ of it and of its copies. */
export interface NodeEvaluation {
  readonly name: string;
  /** Shape of one example's value. */
  readonly shape: Shape;
  /** Whether value and partials hold one example after the other; else they are shared by all examples. */
  readonly perExample: boolean;
  readonly value: Float64Array;
  /** ∂J/∂(the value): the sum of its copies', and of 1 at the sink. Empty for a constant. */
  readonly partial: Float64Array;
  /** In the order of the consumers; an empty list at a node that none takes. */
  readonly copies: readonly CopyEvaluation[];
}

/** The value of every node of a graph, and ∂J/∂ of it. */
export interface Evaluation {
  readonly rows: number;
  /** J = (1/n) ΣJᵢ over the examples. */
  readonly objective: number;
  /** By name, in topological order. */
  readonly nodes: ReadonlyMap<string, NodeEvaluation>;
}

export interface EvaluateOptions {
  /** Examples that the inputs hold; 1 unless given. */
  readonly rows?: number;
}

/**
 * Runs a graph forward and backward. Every leaf needs a value (see `LeafValues`). Throws a `GraphError` for a definition
 * or for leaves that are wrong.
 *
 *     const { nodes } = evaluate(graph, { x: [1, 2], y: 3, w: [0.5, 0.5], b: 0 });
 *     nodes.get('w')?.partial;
 */
export function evaluate(
  graph: GraphDefinition | Program,
  leaves: LeafValues,
  { rows = 1 }: EvaluateOptions = {},
): Evaluation {
  const program = 'definition' in graph ? graph : compile(graph);
  const values = readLeaves(program, leaves, rows);
  const pass = new Pass(program, { partials: 'all', rows });
  for (const [position, value] of values) pass.value(position).set(value);
  pass.seed(program.sink).fill(nodeAt(program, program.sink).perExample ? 1 / rows : 1);
  pass.forward(rows);
  pass.backward(rows);
  return {
    rows,
    objective: nodeAt(program, program.sink).size * mean(pass.value(program.sink)),
    nodes: new Map(program.nodes.map(({ name }, position) => [name, look(program, pass, position)])),
  };
}

/** The pass is this evaluation's own and has as many rows as asked for, so its arrays are the result. */
function look(program: Program, pass: Pass, position: number): NodeEvaluation {
  const { name, shape, perExample, copies } = nodeAt(program, position);
  return {
    name,
    shape,
    perExample,
    value: pass.value(position),
    partial: pass.partial(position),
    copies: copies.map(({ consumer, slot }, k) => {
      const { name: taker, op } = nodeAt(program, consumer);
      return { consumer: taker, input: op?.inputs[slot] ?? '', partial: pass.copy(position, k) };
    }),
  };
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
