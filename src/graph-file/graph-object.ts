/**
 * A graph of one's own as an object in place of a file: what `parseGraphFile` gives, a config out of a model file, or a
 * model's definition. Checked like a file, but for the lines that it does not have.
 */
import * as z from 'zod';
import { flag, list, mapping, number, oneOf, record, text, whole } from '../checks/expect.js';
import { type Problem, problemsOf } from '../checks/problems.js';
import { metricNames } from '../graph/metrics.js';
import { quoted } from '../text/visible.js';
import { checkTemplate, errorsOf } from './check-template.js';
import { customOps } from './custom-op-schema.js';
import type { GraphFile } from './graph-template.js';

const name = text('the name of a node');

const extent = '"features" or a whole number of at least 1';

const numbers = z.union([number('a finite number'), list(number('a finite number'), 'a list of numbers')], {
  error: 'a finite number or a list of them',
});

const node = mapping({
  name,
  op: text('the name of an op'),
  symbol: text('a symbol').exactOptional(),
  inputs: list(name, 'a list of node names').exactOptional(),
  constants: record(number('a finite number'), 'a mapping of names to numbers').exactOptional(),
  shape: list(
    z.union([z.literal('features'), whole(1, extent)], { error: extent }),
    'a list of dimensions',
  ).exactOptional(),
  init: z
    .union([numbers, z.literal('meanOutcome'), mapping({ uniform: number('a finite number') })], {
      error: 'a finite number, a list of them, "meanOutcome" or {uniform: number}',
    })
    .exactOptional(),
  frozen: flag().exactOptional(),
  value: numbers.exactOptional(),
});

const nodes = list(node, 'a list of nodes');

const place = mapping({ line: whole(1), column: whole(1) });

const metrics = list(oneOf(metricNames), 'a list of metrics');

const template = mapping({
  name: text('a name'),
  file: text('the name of a file').exactOptional(),
  nodes,
  ops: customOps.exactOptional(),
  input: name,
  outcome: name,
  prediction: name,
  objective: name,
  metrics: metrics.exactOptional(),
  places: record(place, 'a mapping of node names to places').exactOptional(),
});

const definition = mapping({
  name: text('a name'),
  graph: mapping({ nodes, ops: customOps.exactOptional(), sink: name }),
  roles: z.looseObject({ input: name, outcome: name, prediction: name }, { error: 'a mapping of roles' }),
  metrics: metrics.exactOptional(),
});

/** What a library user may give as `model.graph`. */
export type GraphObject = z.input<typeof template> | z.input<typeof definition>;

/** The graph itself: for editors and compilers to check and complete what is in it. */
export function defineGraph(graph: GraphObject): GraphObject {
  return graph;
}

/** The graph, or what is wrong with its form. Throws a `GraphError` for a graph that is wrong itself. */
export function readGraphObject(raw: object): GraphFile | Problem[] {
  const isDefinition = 'graph' in raw || 'roles' in raw;
  const schema = isDefinition ? definition : template;
  const parsed = schema.safeParse(raw);
  if (!parsed.success) return problemsOf(parsed.error, raw, schema);
  const graph = fromParsed(parsed.data);
  checkTemplate(graph, errorsOf(graph));
  return graph;
}

function fromParsed(parsed: z.output<typeof template> | z.output<typeof definition>): GraphFile {
  if (!('graph' in parsed)) return { file: `the graph ${quoted(parsed.name)}`, places: {}, ...parsed };
  const { name: called, graph, roles, metrics: own } = parsed;
  const { input, outcome, prediction } = roles;
  return {
    name: called,
    file: `the graph ${quoted(called)}`,
    nodes: graph.nodes,
    ...(graph.ops && { ops: graph.ops }),
    ...{ input, outcome, prediction },
    objective: graph.sink,
    ...(own && { metrics: own }),
    places: {},
  };
}
