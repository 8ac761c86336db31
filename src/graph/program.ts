/**
 * A checked graph in topological order: what every thread compiles from the same definition.
 *
 * Plain, immutable data about nodes and edges; values and partials live in a `Pass`.
 */
import { didYouMean, GraphError } from '../errors.js';
import { quoted } from '../text/visible.js';
import { checkNodes, isLeaf, opOf } from './check-graph.js';
import { withCustomOps } from './custom-ops.js';
import {
  describeShape,
  elementsOf,
  type GraphDefinition,
  type NodeDefinition,
  type Shape,
  sizeOf,
} from './definition.js';
import type { Op } from './op.js';
import { ops as builtIn } from './ops/index.js';
import { findCycle, topologicalOrder } from './topological-order.js';

/** A copy of a node's value: the edge into input `slot` of node `consumer`. */
export interface Copy {
  readonly consumer: number;
  readonly slot: number;
}

/** A node of a program. */
export interface ProgramNode {
  readonly name: string;
  readonly definition: NodeDefinition;
  /** Undefined for a leaf. */
  readonly op: Op | undefined;
  /** Positions of the inputs in topological order. */
  readonly inputs: readonly number[];
  /** For each input, which of its copies comes here: copy `inputCopies[slot]` of node `inputs[slot]`. */
  readonly inputCopies: readonly number[];
  readonly shape: Shape;
  readonly size: number;
  /** Whether the value depends on the example (else on parameters alone). */
  readonly perExample: boolean;
  /** Whether a parameter that is not frozen lies upstream: only then does training need the partial. */
  readonly trained: boolean;
  /** Whether some value is chosen by its number, so that it has no derivative by this one: see `Op.discrete`. */
  readonly discrete: boolean;
  /** Whether the sink depends on it. */
  readonly live: boolean;
  /** Whether the sink or another output depends on it. */
  readonly needed: boolean;
  /** Its copies in topological order of the consumers: copy k is the k-th edge out of it. */
  readonly copies: readonly Copy[];
}

/** A graph that was checked and sorted. */
export interface Program {
  readonly definition: GraphDefinition;
  /** In topological order. */
  readonly nodes: readonly ProgramNode[];
  readonly sink: number;
  /** Other nodes whose values are asked for, such as a prediction that the sink does not depend on. */
  readonly outputs: readonly number[];
  /** Rows that a tile holds: fixed by the graph, so that all machines sum in the same order. */
  readonly tileRows: number;
  /** Position of a node; throws a `GraphError` for a name that is none. */
  position(name: string): number;
}

/**
 * Checks, sorts and shapes a graph; throws a `GraphError` that names the nodes at fault. `outputs` are nodes whose values
 * are asked for beside the sink's. Ops other than the list of `ops/` are for checking a rule before it joins them.
 */
export function compile(
  definition: GraphDefinition,
  library: ReadonlyMap<string, Op> = builtIn,
  outputs: readonly string[] = [],
): Program {
  const ops = withCustomOps(definition.ops, library);
  const numbers = checkNodes(definition, ops);
  const listed = definition.nodes;
  const predecessors = listed.map(({ inputs = [] }) => inputs.map((input) => numbers.get(input)!));
  const order = topologicalOrder(predecessors);
  if (order.length < listed.length) {
    throw cycleError(findCycle(predecessors, order).map((node) => listed[node]!.name));
  }

  const positions = new Map(order.map((node, position) => [listed[node]!.name, position]));
  const sink = positions.get(definition.sink)!;
  const copies: Copy[][] = order.map(() => []);
  const asked = outputs.map((name) => find(positions, name));
  type Downstream = Pick<ProgramNode, 'live' | 'needed' | 'discrete'>;
  const nodes: (Omit<ProgramNode, keyof Downstream> & { -readonly [K in keyof Downstream]: boolean })[] = [];
  for (const [consumer, number] of order.entries()) {
    const node = listed[number]!;
    const inputs = (node.inputs ?? []).map((input) => positions.get(input)!);
    const inputCopies = inputs.map((input, slot) => copies[input]!.push({ consumer, slot }) - 1);
    const sources = inputs.map((input) => nodes[input]!);
    const op = isLeaf(node) ? undefined : opOf(node, ops);
    const shape = op === undefined ? node.shape! : shapeOf(node, op, sources);
    nodes.push({
      name: node.name,
      definition: node,
      op,
      inputs,
      inputCopies,
      shape,
      size: sizeOf(shape),
      perExample: node.op === 'input' || sources.some((source) => source.perExample),
      trained: (node.op === 'parameter' && node.frozen !== true) || sources.some((source) => source.trained),
      discrete: false,
      live: consumer === sink,
      needed: consumer === sink || asked.includes(consumer),
      copies: copies[consumer]!,
    });
  }
  for (let k = nodes.length - 1; k >= 0; k--) {
    const node = nodes[k]!;
    node.live ||= node.copies.some(({ consumer }) => nodes[consumer]!.live);
    node.discrete = node.copies.some((copy) => isDiscrete(nodes, copy));
    node.needed ||= node.copies.some(({ consumer }) => nodes[consumer]!.needed);
  }
  const position = (name: string) => find(positions, name);
  return { definition, nodes, sink, outputs: asked, tileRows: tileRows(nodes), position };
}

/** The node at a position; throws a `RangeError` where there is none. */
export function nodeAt({ nodes }: Program, position: number): ProgramNode {
  const node = nodes[position];
  if (node === undefined) throw new RangeError(`no node at ${position}: there are ${nodes.length}`);
  return node;
}

/** The error's `nodes` are the whole cycle; its text leaves out the middle of one that would fill the screen. */
function cycleError(cycle: readonly string[]): GraphError {
  const names = [...cycle, ...cycle.slice(0, 1)].map(quoted);
  const shown =
    names.length <= 40
      ? names
      : [...names.slice(0, 20), `… ${names.length - 40} more …`, ...names.slice(-20)];
  const text = `the graph has a cycle: ${shown.join(' → ')}; no node may depend on itself`;
  return new GraphError('GRAPH_CYCLE', text, cycle);
}

function find(positions: ReadonlyMap<string, number>, name: string): number {
  const position = positions.get(name);
  if (position === undefined) {
    const names = [...positions.keys()];
    const more = names.length > 50 ? ', …' : '';
    const text = `the graph has no node ${quoted(name)}${didYouMean(name, names)}; its nodes are ${names.slice(0, 50).join(', ')}${more}`;
    throw new GraphError('GRAPH_UNKNOWN_NODE', text, [name]);
  }
  return position;
}

/** Whether a copy chooses an element by its number, or is used to compute such a number. */
export function isDiscrete(nodes: readonly Omit<ProgramNode, 'live' | 'needed'>[], copy: Copy): boolean {
  const { op, discrete } = nodes[copy.consumer]!;
  return discrete || op?.discrete?.includes(op.inputs[copy.slot]!) === true;
}

/** The numbers of a node's inputs that are constant scalars, by the names of its op's inputs. */
export function knownInputs(op: Op, sources: readonly Pick<ProgramNode, 'definition' | 'shape'>[]) {
  return Object.fromEntries(
    sources.flatMap(({ definition: { op: kind, value }, shape }, slot) => {
      if (kind !== 'constant' || shape.length > 0 || value === undefined) return [];
      return elementsOf(value, shape).map((number) => [op.inputs[slot]!, number]);
    }),
  );
}

function shapeOf(
  node: NodeDefinition,
  op: Op,
  sources: readonly Pick<ProgramNode, 'definition' | 'shape'>[],
): Shape {
  const shapes = Object.fromEntries(sources.map(({ shape }, slot) => [op.inputs[slot]!, shape]));
  const shape = op.shape(shapes, knownInputs(op, sources));
  if (typeof shape !== 'string') return shape;
  const got = (node.inputs ?? []).map(
    (input, slot) => `${op.inputs[slot]} = ${quoted(input)}, a ${describeShape(sources[slot]!.shape)}`,
  );
  const text = `node ${quoted(node.name)}: ${node.op} needs ${shape}; got ${got.join('; ')}`;
  throw new GraphError('GRAPH_SHAPES', text, [node.name, ...(node.inputs ?? [])]);
}

/**
 * The largest power of two that keeps the values of a tile within 32,768 numbers (256 kB, the L2 cache), from 4 to 1,024:
 * what a step costs beside its loop is paid once a tile, so smaller tiles are slower (bench/kernels.mjs).
 */
function tileRows(nodes: readonly ProgramNode[]): number {
  let perRow = 0;
  for (const node of nodes) if (node.perExample && node.live) perRow += node.size;
  let rows = 1024;
  while (rows > 4 && rows * perRow > 32_768) rows /= 2;
  return rows;
}
