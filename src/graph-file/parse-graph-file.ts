/**
 * A graph of one's own in a file: YAML → nodes and roles, with the place of every node.
 *
 *     inputs: {x: features, y: outcome}
 *     parameters: {w: [features], b: []}
 *     nodes:
 *       prediction: affine(w, x, b)
 *       loss: huber(subtract(y, prediction), delta=1.345)
 *     prediction: prediction
 *     objective: loss
 *     metrics: [rmse, mae]
 *
 * `features` in a shape is the number of features at hand, known only with the data: shapes are checked by `graphModel`,
 * all else here. A call within a call is a node called after the outer one and its op, as in `loss.subtract`.
 */

import { problemsOf } from '../checks/problems.js';
import { defined, didYouMean } from '../errors.js';
import { metricNames } from '../graph/metrics.js';
import { quoted } from '../text/visible.js';
import { checkTemplate } from './check-template.js';
import { customOps } from './custom-op-schema.js';
import { constant } from './graph-constant.js';
import { type Entry, GraphDocument } from './graph-document.js';
import { Nodes } from './graph-nodes.js';
import { parameter } from './graph-parameter.js';
import type { GraphFile } from './graph-template.js';

const keys = [
  'name',
  'inputs',
  'parameters',
  'constants',
  'ops',
  'nodes',
  'symbols',
  'prediction',
  'objective',
  'metrics',
];
const form = 'inputs: {x: features, y: outcome}';

/** Throws a `GraphError` that begins with `file:line:column` and names the node. */
export function parseGraphFile(text: string, file: string): GraphFile {
  const document = new GraphDocument(text, file);
  const fields = document.fields(document.root, keys, 'a graph', form);
  const nodes = new Nodes(document);

  const inputs = document.entries(fields.get('inputs')?.value ?? null, '"inputs"', form, {
    line: 1,
    column: 1,
  });
  const roles = new Map<string, string>();
  for (const entry of inputs) {
    const { text: role } = document.text(entry, '"features" or "outcome"');
    if (role !== 'features' && role !== 'outcome') {
      throw document.error(
        'GRAPH_FILE',
        document.at(entry.value),
        `input ${quoted(entry.key)}: expected "features" or "outcome"; got ${quoted(role)}`,
      );
    }
    const taken = roles.get(role);
    if (taken !== undefined)
      throw document.error(
        'GRAPH_FILE',
        entry.at,
        `two inputs take the ${role}: ${quoted(taken)} and ${quoted(entry.key)}`,
      );
    roles.set(role, entry.key);
    nodes.add({ name: entry.key, op: 'input', shape: role === 'features' ? ['features'] : [] }, entry.at);
  }
  const role = (name: string): string => {
    const input = roles.get(name);
    if (input !== undefined) return input;
    throw document.error(
      'GRAPH_FILE',
      fields.get('inputs')?.at ?? { line: 1, column: 1 },
      `no input takes the ${name}; write ${form}`,
    );
  };
  const [input, outcome] = [role('features'), role('outcome')];

  const parameters = fields.get('parameters')?.value ?? null;
  if (parameters !== null) {
    for (const { key, at, value } of document.entries(parameters, '"parameters"', '{w: [features], b: []}')) {
      nodes.add({ name: key, op: 'parameter', ...parameter(document, key, value, at) }, at);
    }
  }
  const constants = fields.get('constants')?.value ?? null;
  if (constants !== null) {
    for (const { key, at, value } of document.entries(constants, '"constants"', '{one: 1, p: [0.5, 0.5]}'))
      nodes.add(constant(document, key, value, at), at);
  }
  const custom = opsOf(fields.get('ops'), document);
  const formulas = fields.get('nodes');
  for (const entry of document.entries(
    formulas?.value ?? null,
    '"nodes"',
    'nodes: {prediction: "affine(w, x, b)"}',
    formulas?.at,
  )) {
    const { text: formula, offset } = document.text(entry, 'a formula, such as affine(w, x, b)');
    nodes.addFormula(entry.key, entry.at, formula, offset);
  }
  const symbols = fields.get('symbols')?.value ?? null;
  if (symbols !== null) {
    for (const entry of document.entries(symbols, '"symbols"', '{prediction: ŷ}'))
      nodes.symbol(entry.key, entry.at, document.text(entry, 'a symbol').text);
  }

  const named = (key: 'prediction' | 'objective', what: string): string => {
    const entry = fields.get(key);
    if (entry === undefined)
      throw document.error('GRAPH_FILE', { line: 1, column: 1 }, `no ${key}; name ${what}: ${key}: NODE`);
    if (document.list(entry.value) !== undefined)
      throw document.error(
        'GRAPH_FILE',
        document.at(entry.value),
        `expected one ${key}, got a list; keep one node, or add the nodes up in a new one`,
      );
    return nodes.known(document.text(entry, 'the name of a node').text, document.at(entry.value), key);
  };
  const nameEntry = fields.get('name');
  const graph: GraphFile = {
    name: nameEntry === undefined ? 'graph' : document.text(nameEntry, 'a name').text,
    file,
    nodes: nodes.list,
    ...(custom && { ops: custom }),
    input,
    outcome,
    prediction: named('prediction', 'the node that predicts the outcome'),
    objective: named('objective', 'the node that training minimizes'),
    ...metricsOf(fields.get('metrics'), document),
    places: Object.fromEntries(nodes.places),
  };
  checkTemplate(graph, (code, node, wrong, all) =>
    document.error(code, (node && nodes.places.get(node)) || { line: 1, column: 1 }, wrong, all),
  );
  return graph;
}

function metricsOf(entry: Entry | undefined, document: GraphDocument): Pick<GraphFile, 'metrics'> {
  if (entry === undefined) return {};
  const known: readonly unknown[] = metricNames;
  const raw: unknown = document.plain(entry.value);
  const wrong = Array.isArray(raw) ? raw.findIndex((name) => !known.includes(name)) : -1;
  if (Array.isArray(raw) && wrong < 0) return { metrics: metricNames.filter((name) => raw.includes(name)) };
  const got = Array.isArray(raw)
    ? `${quoted(raw[wrong])}${didYouMean(`${raw[wrong]}`, metricNames)}`
    : 'no list';
  const text = `expected a list of metrics (${metricNames.join(', ')}); got ${got}`;
  throw document.error('GRAPH_FILE', document.at(entry.value, entry.at), text);
}

/** Custom ops are written as data: `ops: {cube: {inputs: [a], value: [mul, a, [mul, a, a]]}}`. */
function opsOf(entry: Entry | undefined, document: GraphDocument): GraphFile['ops'] {
  if (entry === undefined) return undefined;
  const raw: unknown = document.plain(entry.value);
  const parsed = customOps.safeParse(raw);
  if (parsed.success) return parsed.data;
  const [first] = problemsOf(parsed.error, raw, customOps);
  const { path, text } = defined(first, 'problem with an op that was refused');
  const where = ['ops', ...path].join('.');
  throw document.error('GRAPH_BAD_OP', document.at(entry.value, entry.at), `${where}: ${text}`);
}
