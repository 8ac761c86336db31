/** The model that a graph file describes, once the number of features is known. */
import { GraphError } from '../errors.js';
import type { GraphDefinition } from '../graph/definition.js';
import { compile } from '../graph/program.js';
import { atPlace, withFeatures } from './graph-checks.js';
import type { GraphFile } from './graph-template.js';

/** Plain data of the same form as a built-in model's. */
export interface GraphModel {
  readonly name: string;
  readonly graph: GraphDefinition;
  readonly roles: { readonly input: string; readonly outcome: string; readonly prediction: string };
}

/** Throws a `GraphError` with the place of the node whose shapes do not fit. */
export function graphModel(graph: GraphFile, features: number): GraphModel {
  const { name, file, input, outcome, prediction, objective, places } = graph;
  const definition: GraphDefinition = { nodes: withFeatures(graph.nodes, features), sink: objective };
  const errorAt = (code: string, node: string, text: string, nodes: readonly string[]) => {
    const { line, column } = places[node] ?? { line: 1, column: 1 };
    return new GraphError(code, `${file}:${line}:${column}: ${text}`, nodes);
  };
  const program = atPlace(errorAt, () => compile(definition));
  const { shape } = program.nodes[program.position(prediction)]!;
  if (shape.length > 0) {
    const text = `the prediction "${prediction}" must be a scalar, as the outcome is; it has shape [${shape.join(', ')}]`;
    throw errorAt('GRAPH_PREDICTION', prediction, text, [prediction]);
  }
  return { name, graph: definition, roles: { input, outcome, prediction } };
}
