/**
 * A graph as plain data: what a JSON file holds and every thread compiles.
 *
 * Leaves are `input` (a value that belongs to an example), `parameter` (one value for all examples) and `constant` (a
 * value that is part of the graph); every other node names an op of `ops/` and its inputs in the op's order.
 */

import type { Expression } from '../expression/expression.js';

/** `[]` is a scalar, `[n]` a vector, `[n, p]` a matrix (row by row). */
export type Shape = readonly number[];

/**
 * How a parameter starts: all elements at a number, element by element, at the mean outcome of the rows trained on, or drawn
 * uniformly from [−a, a] with the run's seed.
 */
export type Init = number | readonly number[] | 'meanOutcome' | { readonly uniform: number };

/** A node: a leaf, or an op with the names of its inputs. */
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
  /** Of a parameter only: it keeps its initial value. */
  readonly frozen?: boolean;
  /** Of a constant only: all elements alike, or element by element, row by row. */
  readonly value?: number | readonly number[];
}

/** An elementwise op as plain data; all inputs and the output have one shape, but for inputs that are scalars. */
export interface ElementwiseDefinition {
  readonly inputs: readonly string[];
  readonly constants?: readonly string[];
  /** Constants that must be above 0. */
  readonly positive?: readonly string[];
  /** The output's element, from variables named like the inputs and the constants. */
  readonly value: Expression;
  /**
   * ∂out/∂input where it is better stated than derived, also from the variable `out`: the derived one may cancel, or be
   * wrong at a point where arms of a smooth function meet.
   */
  readonly partials?: Readonly<Record<string, Expression>>;
  /** What formulas call it, e.g. `σ` for σ(a); else they show the expression. */
  readonly symbol?: string;
}

/** A graph as plain data; `compile` checks it. */
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

/** All elements of a constant. */
export function elementsOf(value: number | readonly number[], shape: Shape): readonly number[] {
  return typeof value === 'number' ? Array.from({ length: sizeOf(shape) }, () => value) : value;
}

/** `scalar`, `vector [3]` or `matrix [2, 3]`. */
export function describeShape(shape: Shape): string {
  const kind = ['scalar', 'vector', 'matrix'][shape.length] ?? 'array';
  return shape.length === 0 ? kind : `${kind} [${shape.join(', ')}]`;
}
