/**
 * A graph as plain data: what a JSON file holds and every thread compiles.
 *
 * Leaves are `input` (a value that belongs to an example) and `parameter` (one value for all examples); every other
 * node names an op of `ops/` and its inputs in the op's order.
 */

import type { ElementwiseDefinition } from './elementwise.js';

/** `[]` is a scalar, `[n]` a vector, `[n, p]` a matrix (row by row). */
export type Shape = readonly number[];

/** How a parameter starts: all elements alike, or drawn uniformly from [−a, a] with the run's seed. */
export type Init = number | { readonly uniform: number };

export interface NodeDefinition {
  readonly name: string;
  readonly op: string;
  /** What formulas and pictures call it, e.g. `ŷ`; its name unless given. */
  readonly symbol?: string;
  /** Names of the inputs, in the op's order. */
  readonly inputs?: readonly string[];
  /** Constants of the op, e.g. λ. */
  readonly constants?: Readonly<Record<string, number>>;
  /** Of a leaf only. */
  readonly shape?: Shape;
  /** Of a parameter only; 0 unless given. */
  readonly init?: Init;
}

export interface GraphDefinition {
  readonly nodes: readonly NodeDefinition[];
  /** Custom ops by name, beside those of the library. */
  readonly ops?: Readonly<Record<string, ElementwiseDefinition>>;
  /** The scalar node whose partials are taken. */
  readonly sink: string;
}

/** Number of elements. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((size, extent) => size * extent, 1);
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((extent, i) => extent === b[i]);
}

/** `scalar`, `vector [3]` or `matrix [2, 3]`. */
export function describeShape(shape: Shape): string {
  const kind = ['scalar', 'vector', 'matrix'][shape.length] ?? 'array';
  return shape.length === 0 ? kind : `${kind} [${shape.join(', ')}]`;
}
