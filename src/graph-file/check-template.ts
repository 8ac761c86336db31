/** What can be said of a graph file without data: its nodes, its cycles, and what its roles depend on. */
import { defined, didYouMean, GraphError } from '../errors.js';
import { checkNodes } from '../graph/check-graph.js';
import { withCustomOps } from '../graph/custom-ops.js';
import { ops } from '../graph/ops/index.js';
import { findCycle, topologicalOrder } from '../graph/topological-order.js';
import { quoted } from '../text/visible.js';
import type { GraphFile, TemplateNode } from './graph-template.js';

/** An error at the position of a node, if it is about one. */
export type ErrorAt = (
  code: string,
  node: string | undefined,
  text: string,
  nodes: readonly string[],
) => GraphError;

/** Errors that begin with the file, and with line and column of the node where they are known. */
export function errorsOf({ file, places }: Pick<GraphFile, 'file' | 'places'>): ErrorAt {
  return (code, node, text, nodes) => {
    const place = node !== undefined && Object.hasOwn(places, node) ? places[node] : undefined;
    const at = place === undefined ? file : `${file}:${place.line}:${place.column}`;
    return new GraphError(code, `${at}: ${text}`, nodes);
  };
}

export function checkTemplate(graph: GraphFile, errorAt: ErrorAt): void {
  const { nodes, objective, prediction, outcome } = graph;
  checkRoles(graph, errorAt);
  // How many numbers a list must have is known only with the number of features.
  const withoutLists = nodes.map(({ init, value, ...node }) => ({
    ...node,
    ...(init !== undefined && { init: Array.isArray(init) ? 0 : init }),
    ...(value !== undefined && { value: Array.isArray(value) ? 0 : value }),
  }));
  const definition = { nodes: withFeatures(withoutLists, 1), sink: objective };
  atPlace(errorAt, () => checkNodes(definition, withCustomOps(graph.ops, ops)));
  checkCycles(graph, errorAt);

  const used = upstream(nodes, objective);
  for (const { name, op } of nodes) {
    if (op !== 'parameter' || used.has(name)) continue;
    const text = `the parameter ${quoted(name)} is unused: the objective ${quoted(objective)} does not depend on it`;
    throw errorAt('GRAPH_UNUSED_PARAMETER', name, text, [name]);
  }
  if (!nodes.some(({ name, op, frozen }) => op === 'parameter' && frozen !== true && used.has(name))) {
    const kind = nodes.some(({ op }) => op === 'parameter') ? 'parameter that is not frozen' : 'parameter';
    throw errorAt(
      'GRAPH_NO_PARAMETERS',
      objective,
      `the objective ${quoted(objective)} does not depend on any ${kind}: there is nothing to train`,
      [objective],
    );
  }
  if (!nodes.some(({ name, op }) => op === 'input' && used.has(name))) {
    throw errorAt(
      'GRAPH_NO_EXAMPLES',
      objective,
      `the objective ${quoted(objective)} does not depend on any input: there is nothing to train on examples`,
      [objective],
    );
  }
  if (upstream(nodes, prediction).has(outcome)) {
    const text = `the prediction ${quoted(prediction)} depends on the outcome ${quoted(outcome)}, which is not known when predicting`;
    throw errorAt('GRAPH_PREDICTION', prediction, text, [prediction, outcome]);
  }
}

/** Runs what throws a `GraphError`, and puts the place of the node at fault before it. */
export function atPlace<T>(errorAt: ErrorAt, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    throw errorAt(error.code, error.nodes[0], error.message, error.nodes);
  }
}

/** The nodes with the number of features in their shapes. */
export function withFeatures(nodes: readonly TemplateNode[], features: number) {
  return nodes.map(({ shape, ...node }) => ({
    ...node,
    ...(shape !== undefined && { shape: shape.map((extent) => (extent === 'features' ? features : extent)) }),
  }));
}

/** A file's own reader knows better words; this is for graphs that come as objects. */
function checkRoles({ nodes, ...roles }: GraphFile, errorAt: ErrorAt): void {
  const names = nodes.map(({ name }) => name);
  for (const role of ['input', 'outcome', 'prediction'] as const) {
    const node = nodes.find(({ name }) => name === roles[role]);
    const isInput = node?.op === 'input';
    if (node !== undefined && (role === 'prediction' || isInput)) continue;
    const text =
      node === undefined
        ? `${role}: no node ${quoted(roles[role])}${didYouMean(roles[role], names)}`
        : `${role}: the node ${quoted(node.name)} is not an input`;
    throw errorAt('GRAPH_ROLES', roles[role], text, [roles[role]]);
  }
  const other = nodes.find(
    ({ name, op }) => op === 'input' && name !== roles.input && name !== roles.outcome,
  );
  if (other !== undefined) {
    const text = `node ${quoted(other.name)} is an input that is neither the features nor the outcome: it would have no value`;
    throw errorAt('GRAPH_ROLES', other.name, text, [other.name]);
  }
}

function checkCycles({ nodes, places }: GraphFile, errorAt: ErrorAt): void {
  const numbers = new Map(nodes.map(({ name }, number) => [name, number]));
  const predecessors = nodes.map(({ inputs = [] }) => inputs.map((input) => numbers.get(input)!));
  const order = topologicalOrder(predecessors);
  if (order.length === nodes.length) return;
  const cycle = findCycle(predecessors, order).map((number) => nodes[number]!.name);
  const steps = [...cycle, cycle[0]!].map((name) => {
    const place = Object.hasOwn(places, name) ? places[name] : undefined;
    return place === undefined ? `${quoted(name)}` : `${quoted(name)} (line ${place.line})`;
  });
  if (steps.length > 20) steps.splice(10, steps.length - 20, `… ${steps.length - 20} more …`);
  const way = steps.join(' → ');
  throw errorAt(
    'GRAPH_CYCLE',
    cycle[0]!,
    `the graph has a cycle: ${way}; no node may depend on itself`,
    cycle,
  );
}

/** All nodes that a node depends on, and itself. */
export function upstream(nodes: readonly TemplateNode[], name: string): ReadonlySet<string> {
  const inputs = new Map(nodes.map((node) => [node.name, node.inputs ?? []]));
  const found = new Set([name]);
  for (const node of found) for (const input of defined(inputs.get(node), `node "${node}"`)) found.add(input);
  return found;
}
