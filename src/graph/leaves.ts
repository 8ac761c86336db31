/** Values of a graph's leaves by name, as a caller writes them: checked and laid out row by row. */
import { didYouMean, GraphError } from '../errors.js';
import { quoted } from '../text/visible.js';
import { describeShape } from './definition.js';
import type { Program, ProgramNode } from './program.js';

/**
 * A number for a scalar, else the elements in order: a matrix row by row. An input of several examples holds the
 * elements of the first example, then those of the second, and so on.
 */
export type LeafValues = Readonly<Record<string, number | ArrayLike<number>>>;

/**
 * The values of all leaves by position, for `rows` examples. Throws a `GraphError` that names the node: a leaf without
 * a value, a name that is no leaf, a wrong number of elements, a value that is not finite.
 */
export function readLeaves(
  program: Program,
  leaves: LeafValues,
  rows: number,
): ReadonlyMap<number, Float64Array> {
  if (!Number.isInteger(rows) || rows < 1) {
    throw new GraphError('GRAPH_BAD_ROWS', `rows must be a whole number from 1, got ${rows}`);
  }
  checkNames(program, leaves);
  const values = new Map<number, Float64Array>();
  for (const [position, node] of program.nodes.entries()) {
    if (takesValue(node)) values.set(position, readLeaf(node, leaves, rows));
  }
  return values;
}

/** Whether a caller gives its value: that of a constant is part of the graph. */
export function takesValue({ op, definition }: ProgramNode): boolean {
  return op === undefined && definition.op !== 'constant';
}

function checkNames({ nodes }: Program, leaves: LeafValues): void {
  const known = new Map(nodes.map((node) => [node.name, node]));
  for (const name of Object.keys(leaves)) {
    const node = known.get(name);
    if (node === undefined) {
      const names = nodes.filter(takesValue).map((leaf) => leaf.name);
      const text = `the graph has no node ${quoted(name)}${didYouMean(name, names)}; its leaves are ${names.join(', ')}`;
      throw new GraphError('GRAPH_UNKNOWN_NODE', text, [name]);
    }
    if (!takesValue(node)) {
      const kind = node.op === undefined ? 'a constant' : `computed (${node.definition.op})`;
      const text = `node ${quoted(name)} is ${kind}; only an input or a parameter takes a value`;
      throw new GraphError('GRAPH_NO_LEAF', text, [name]);
    }
  }
}

function readLeaf(
  { name, definition, shape, size, perExample }: ProgramNode,
  leaves: LeafValues,
  rows: number,
) {
  const what = `${definition.op} ${quoted(name)}, a ${describeShape(shape)}`;
  const given = Object.hasOwn(leaves, name) ? leaves[name] : undefined;
  if (given === undefined) throw new GraphError('GRAPH_MISSING_LEAF', `${what}, has no value`, [name]);
  const value = typeof given === 'number' ? Float64Array.of(given) : Float64Array.from(given);
  const expected = perExample ? rows * size : size;
  if (value.length !== expected) {
    const times = perExample && rows > 1 ? ` (${size} for each of ${rows} examples)` : '';
    const text = `${what}: expected ${expected} numbers${times}, got ${value.length}`;
    throw new GraphError('GRAPH_LEAF_SIZE', text, [name]);
  }
  const wrong = value.findIndex((element) => !Number.isFinite(element));
  if (wrong >= 0) {
    const text = `${what}: element ${wrong} (counted from 0) is ${value[wrong]}; expected a finite number`;
    throw new GraphError('GRAPH_LEAF_VALUE', text, [name]);
  }
  return value;
}
