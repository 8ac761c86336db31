/** The model that a graph file describes, once the number of features is known. */
import { describeShape, type GraphDefinition, sameShape } from '../graph/definition.js';
import { compile } from '../graph/program.js';
import { atPlace, errorsOf, withFeatures } from './check-template.js';
import type { GraphFile } from './graph-template.js';

/** Plain data of the same form as a built-in model's. */
export interface GraphModel {
  readonly name: string;
  readonly graph: GraphDefinition;
  readonly roles: { readonly input: string; readonly outcome: string; readonly prediction: string };
}

/** Throws a `GraphError` with the place of the node whose shapes do not fit. */
export function graphModel(graph: GraphFile, features: number): GraphModel {
  const { name, input, outcome, prediction, objective } = graph;
  const definition: GraphDefinition = {
    nodes: withFeatures(graph.nodes, features),
    ...(graph.ops && { ops: graph.ops }),
    sink: objective,
  };
  const errorAt = errorsOf(graph);
  const program = atPlace(errorAt, () => compile(definition));
  const expectShape = (node: string, what: string, expected: string, fits: boolean) => {
    if (fits) return;
    const { shape: got } = program.nodes[program.position(node)]!;
    throw errorAt(
      'GRAPH_INPUTS',
      node,
      `input "${node}" takes ${what}: expected ${expected}, got a ${describeShape(got)}`,
      [node],
    );
  };
  const shapeOf = (node: string) => program.nodes[program.position(node)]!.shape;
  expectShape(
    input,
    `the ${features} features`,
    `a vector [${features}]`,
    sameShape(shapeOf(input), [features]),
  );
  expectShape(outcome, 'the outcome', 'a scalar', sameShape(shapeOf(outcome), []));
  const { shape } = program.nodes[program.position(prediction)]!;
  if (shape.length > 0) {
    const text = `the prediction "${prediction}" must be a scalar like the outcome; it has shape [${shape.join(', ')}]`;
    throw errorAt('GRAPH_PREDICTION', prediction, text, [prediction]);
  }
  return { name, graph: definition, roles: { input, outcome, prediction } };
}
