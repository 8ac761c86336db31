/** The model that a graph file describes, once the number of features is known. */
import { describeShape, type GraphDefinition, sameShape } from '../graph/definition.js';
import type { MetricName } from '../graph/metrics.js';
import { compile } from '../graph/program.js';
import { quoted } from '../text/visible.js';
import { atPlace, errorsOf, upstream, withFeatures } from './check-template.js';
import { defaultMetrics } from './default-metrics.js';
import type { GraphFile } from './graph-template.js';

/** Plain data of the same form as a built-in model's. */
export interface GraphModel {
  readonly name: string;
  readonly graph: GraphDefinition;
  readonly roles: { readonly input: string; readonly outcome: string; readonly prediction: string };
  /** Those that mean something for its predictions. */
  readonly metrics: readonly MetricName[];
}

/** What a model is made for: only what is trained needs one objective and one prediction. */
export type Use = 'train' | 'inspect';

/** Throws a `GraphError` with the place of the node whose shapes do not fit. */
export function graphModel(graph: GraphFile, features: number, use: Use = 'train'): GraphModel {
  const { name, input, outcome, prediction, objective } = graph;
  const definition: GraphDefinition = {
    nodes: withFeatures(graph.nodes, features),
    ...(graph.ops && { ops: graph.ops }),
    sink: objective,
  };
  const errorAt = errorsOf(graph);
  const program = atPlace(errorAt, () => compile(definition));
  const shapeOf = (node: string) => program.nodes[program.position(node)]!.shape;
  const expectShape = (node: string, what: string, expected: string, fits: boolean) => {
    if (fits) return;
    const text = `input ${quoted(node)} takes ${what}: expected ${expected}, got a ${describeShape(shapeOf(node))}`;
    throw errorAt('GRAPH_INPUTS', node, text, [node]);
  };
  expectShape(
    input,
    `the ${features} features`,
    `a vector [${features}]`,
    sameShape(shapeOf(input), [features]),
  );
  expectShape(outcome, 'the outcome', 'a scalar', sameShape(shapeOf(outcome), []));
  const expectScalar = (code: string, node: string, text: string) => {
    const shape = shapeOf(node);
    if (use !== 'train' || shape.length === 0) return;
    throw errorAt(code, node, `${text}; it has shape [${shape.join(', ')}]`, [node]);
  };
  expectScalar(
    'GRAPH_SINK_SHAPE',
    objective,
    `the objective ${quoted(objective)} must be a scalar to be trained, as only a scalar has a minimum`,
  );
  expectScalar(
    'GRAPH_PREDICTION',
    prediction,
    `the prediction ${quoted(prediction)} must be a scalar like the outcome`,
  );
  const metrics = graph.metrics ?? defaultMetrics(graph, upstream(graph.nodes, objective));
  return { name, graph: definition, roles: { input, outcome, prediction }, metrics };
}
