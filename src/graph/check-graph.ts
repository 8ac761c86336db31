/** Checks a graph definition: names, ops, inputs, constants. Shapes are checked when it is compiled, in order. */
import { didYouMean, GraphError } from '../errors.js';
import { quoted } from '../text/visible.js';
import { type GraphDefinition, type NodeDefinition, sizeOf } from './definition.js';
import type { Op } from './op.js';

/** What leaves have in place of an op. */
export const leafOps: readonly string[] = ['input', 'parameter', 'constant'];

/** The op of a node that is no leaf. */
export function opOf(node: NodeDefinition, ops: ReadonlyMap<string, Op>): Op {
  const op = ops.get(node.op);
  if (op === undefined) {
    const known = [...leafOps, ...ops.keys()];
    throw new GraphError(
      'GRAPH_UNKNOWN_OP',
      `node ${quoted(node.name)}: unknown op ${quoted(node.op)}${didYouMean(node.op, known)}; the ops are ${known.join(', ')}`,
      [node.name],
    );
  }
  return op;
}

export function isLeaf(node: NodeDefinition): boolean {
  return leafOps.includes(node.op);
}

/** The number of each name; throws a `GraphError` that names the node and what is wrong with it. */
export function checkNodes(
  { nodes, sink }: GraphDefinition,
  ops: ReadonlyMap<string, Op>,
): ReadonlyMap<string, number> {
  const numbers = new Map<string, number>();
  for (const [number, { name }] of nodes.entries()) {
    if (numbers.has(name)) {
      throw new GraphError(
        'GRAPH_DUPLICATE_NODE',
        `two nodes are called ${quoted(name)}; names must differ`,
        [name],
      );
    }
    numbers.set(name, number);
  }
  for (const node of nodes) {
    if (isLeaf(node)) checkLeaf(node);
    else checkOpNode(node, opOf(node, ops), numbers);
  }
  if (!numbers.has(sink)) {
    throw new GraphError(
      'GRAPH_UNKNOWN_SINK',
      `the sink ${quoted(sink)} is not a node of the graph${didYouMean(sink, [...numbers.keys()])}`,
      [sink],
    );
  }
  return numbers;
}

function checkLeaf({ name, op, inputs, constants, shape, init, frozen, value }: NodeDefinition): void {
  const wrong = (text: string) =>
    new GraphError('GRAPH_BAD_LEAF', `node ${quoted(name)} (${op}): ${text}`, [name]);
  if (inputs !== undefined && inputs.length > 0) throw wrong('a leaf has no inputs');
  if (constants !== undefined && Object.keys(constants).length > 0) throw wrong('a leaf has no constants');
  if (shape === undefined)
    throw wrong('a leaf needs a shape: [] for a scalar, [n] for a vector, [n, p] for a matrix');
  if (shape.length > 2 || !shape.every((extent) => Number.isInteger(extent) && extent >= 1)) {
    throw wrong(`shape [${shape.join(', ')}] is not valid: expected at most two positive whole numbers`);
  }
  if (op !== 'parameter' && init !== undefined) throw wrong('only a parameter has an init');
  if (op !== 'parameter' && frozen !== undefined) throw wrong('only a parameter can be frozen');
  if (op !== 'constant' && value !== undefined) throw wrong('only a constant has a value');
  if (op === 'constant' && value === undefined) throw wrong('a constant needs a value');
  if (init === 'meanOutcome') return;
  const numbers = typeof init === 'object' && 'uniform' in init ? init.uniform : (init ?? value ?? 0);
  const what = op === 'constant' ? 'value' : 'init';
  if (typeof numbers === 'object' && numbers.length !== sizeOf(shape))
    throw wrong(`its ${what} has ${numbers.length} numbers, but its shape ${sizeOf(shape)}`);
  const bad = (typeof numbers === 'number' ? [numbers] : numbers).find((number) => !Number.isFinite(number));
  if (bad !== undefined) throw wrong(`${what} ${bad} is not finite`);
}

function checkOpNode(node: NodeDefinition, op: Op, numbers: ReadonlyMap<string, number>): void {
  const { name, inputs = [], constants = {} } = node;
  const least = op.inputs.length - (op.optional ?? 0);
  if (inputs.length < least || inputs.length > op.inputs.length) {
    const expected = least === op.inputs.length ? `${least}` : `${least} to ${op.inputs.length}`;
    throw new GraphError(
      'GRAPH_INPUT_COUNT',
      `node ${quoted(name)}: ${node.op} takes ${expected} inputs (${op.inputs.join(', ')}), got ${inputs.length}`,
      [name],
    );
  }
  for (const input of inputs) {
    if (numbers.has(input)) continue;
    const hint = didYouMean(input, [...numbers.keys()]);
    throw new GraphError(
      'GRAPH_UNKNOWN_INPUT',
      `node ${quoted(name)}: unknown input ${quoted(input)}${hint}`,
      [name],
    );
  }
  const { shape, init, frozen, value } = node;
  if ([shape, init, frozen, value].some((declared) => declared !== undefined)) {
    const text = `node ${quoted(name)}: only leaves declare a shape, an init or a value; ${node.op} has its own rule`;
    throw new GraphError('GRAPH_BAD_NODE', text, [name]);
  }
  const wanted = op.constants ?? [];
  for (const constant of new Set([...wanted, ...Object.keys(constants)])) {
    const value = Object.hasOwn(constants, constant) ? constants[constant] : undefined;
    if (wanted.includes(constant) && typeof value === 'number' && Number.isFinite(value)) continue;
    const text = wanted.includes(constant)
      ? `needs the constant ${quoted(constant)}, a finite number; got ${value}`
      : `has no constant ${quoted(constant)}${didYouMean(constant, wanted)}`;
    throw new GraphError('GRAPH_BAD_CONSTANT', `node ${quoted(name)}: ${node.op} ${text}`, [name]);
  }
  const refusal = op.refuse?.(constants);
  if (refusal !== undefined) {
    throw new GraphError('GRAPH_BAD_CONSTANT', `node ${quoted(name)}: ${node.op} ${refusal}`, [name]);
  }
}
