/**
 * Ops in symbols: what an op needs to write its own formula and the rule of its partials.
 *
 * A rule is a product, so that rules can be multiplied along a path: 1 · 2r · (−1) is written −2r.
 */
import { defined } from '../errors.js';
import type { Shape } from './definition.js';

/** The indices of one element: none of a scalar, [ⱼ] of a vector in general, [3, bmi] of one element of a matrix. */
export type Index = readonly string[];

/** A value as a formula shows it. */
export interface Sign {
  readonly symbol: string;
  readonly shape: Shape;
  /** Of a number written in a formula: the number. */
  readonly literal?: number;
  /** One element, e.g. `wⱼ`. */
  at(index: Index): string;
}

/** The general index of a value: j of a vector, k and j of a matrix. */
export function lettersOf(shape: Shape): Index {
  return defined([[], ['ⱼ'], ['ₖ', 'ⱼ']][shape.length], `index of a shape of ${shape.length} extents`);
}

/** ∂(an element of the output)/∂(an element of an input), as a product. */
export interface Slope {
  /** 1 unless given. */
  readonly times?: number;
  readonly by?: readonly string[];
  /** Which element of the output; the one with the input's own index unless given. */
  readonly at?: Index;
  /** The index of the output's element, where the input's element reaches all of them: the rule is a sum over it. */
  readonly over?: string;
}

export interface Written<Input extends string = string> {
  /** The right-hand side, e.g. `wᵀx + b`. */
  readonly value: string;
  /** By the input's index, and the output's where one element of it is meant and not all. */
  readonly partials: Readonly<Record<Input, (index: Index, element?: Index) => Slope>>;
}
