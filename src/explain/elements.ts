/**
 * Names of single elements: `w[bmi]`, `hidden[3]`, `W1[3,bmi]`, a scalar by its node's name alone.
 *
 * An axis is named by features where the graph ties it to the axis of x: along ops that keep the indices, and from both
 * sides of an affine op.
 */
import { defined, didYouMean, GraphError } from '../errors.js';

import type { Program, ProgramNode } from '../graph/program.js';
import type { Index } from '../graph/writing.js';
import { quoted } from '../text/visible.js';

export interface Elements {
  /** The index of element i of a node, e.g. [`3`, `bmi`]. */
  index(position: number, i: number): Index;
  name(position: number, i: number): string;
  /** Where a name such as `w[bmi]` points; throws a `GraphError` with the nearest name. */
  find(name: string): { readonly position: number; readonly i: number };
}

export function nameElements(program: Program, input: number, features: readonly string[]): Elements {
  const featured = featuredAxes(program, input);
  const along = (position: number, axis: number, at: number): string =>
    featured.has(axisKey(position, axis)) ? defined(features[at], `feature ${at + 1}`) : String(at + 1);

  const index = (position: number, i: number): Index => {
    const { shape } = program.nodes[position]!;
    if (shape.length === 0) return [];
    if (shape.length === 1) return [along(position, 0, i)];
    const columns = shape[1]!;
    return [along(position, 0, Math.floor(i / columns)), along(position, 1, i % columns)];
  };
  const name = (position: number, i: number): string =>
    program.nodes[position]!.name + bracketed(index(position, i));

  return {
    index,
    name,
    find(wanted) {
      const scalar = program.nodes.findIndex((node) => node.name === wanted && node.shape.length === 0);
      if (scalar >= 0) return { position: scalar, i: 0 };
      const open = wanted.indexOf('[');
      const position = program.position(open > 0 ? wanted.slice(0, open) : wanted);
      const names = Array.from({ length: program.nodes[position]!.size }, (_, i) => name(position, i));
      const i = names.indexOf(wanted);
      if (i >= 0) return { position, i };
      throw noElement(wanted, program.nodes[position]!, names);
    },
  };
}

export function bracketed(index: Index): string {
  return index.length === 0 ? '' : `[${index.join(',')}]`;
}

function noElement(wanted: string, { name, shape }: ProgramNode, names: readonly string[]): GraphError {
  const some = names.slice(0, 20).join(', ') + (names.length > 20 ? `, … (${names.length} in all)` : '');
  const text =
    wanted === name
      ? `${quoted(name)} has ${names.length} elements; choose one of them: ${some}`
      : shape.length === 0
        ? `${quoted(name)} is a scalar and has no element ${quoted(wanted)}`
        : `${quoted(name)} has no element ${quoted(wanted)}${didYouMean(wanted, names)}; its elements are ${some}`;
  return new GraphError('GRAPH_UNKNOWN_ELEMENT', text, [name]);
}

function axisKey(position: number, axis: number): string {
  return `${position}/${axis}`;
}

/** The axes that are tied to axis 0 of the input, found by going from axis to axis. */
function featuredAxes({ nodes }: Program, input: number): ReadonlySet<string> {
  const tied = new Map<string, string[]>();
  const tie = (a: string, b: string) => {
    for (const [from, to] of [
      [a, b],
      [b, a],
    ] as const) {
      const list = tied.get(from);
      if (list === undefined) tied.set(from, [to]);
      else list.push(to);
    }
  };
  for (const [position, { op, inputs, shape }] of nodes.entries()) {
    if (op?.aligned === true) {
      for (const at of inputs)
        for (const axis of nodes[at]!.shape.keys()) tie(axisKey(at, axis), axisKey(position, axis));
    }
    if (op?.name === 'affine') {
      const [M, x, c] = inputs;
      tie(axisKey(M!, shape.length), axisKey(x!, 0));
      if (shape.length > 0) {
        tie(axisKey(M!, 0), axisKey(position, 0));
        if (c !== undefined) tie(axisKey(c, 0), axisKey(position, 0));
      }
    }
  }
  const found = new Set([axisKey(input, 0)]);
  for (const axis of found) for (const next of tied.get(axis) ?? []) found.add(next);
  return found;
}
