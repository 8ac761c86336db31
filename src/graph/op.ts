/**
 * What an op is: its formula, shapes, values and the partials of its own inputs.
 *
 * Most ops work element by element and are one expression: see `elementwise.ts`. The others (products, reductions) call
 * kernels on a tile: `rows` examples at once, row by row in flat arrays. No op looks into an array itself, so whatever an
 * op does can be compiled. An op writes the partial of each of its inputs and never adds to what another consumer wrote;
 * buffers, copies and sums belong to the executor.
 */
import type { Kernels, Vector } from '../kernels/kernels.js';
import { type Shape, sameShape } from './definition.js';
import type { Sign, Written } from './writing.js';

/** What an op knows of the tile at hand. */
export interface Tile<Input extends string = string> {
  /** Examples in this tile; 1 for a node that depends on parameters alone. */
  rows: number;
  /** Elements of the output in this tile: rows × size of the output. */
  count: number;
  /** The hot loops, for arrays wherever they lie. */
  readonly kernels: Kernels;
  readonly constants: Readonly<Record<string, number>>;
  /** Shape of each input for one example; absent for an optional input that is not given. */
  readonly shapes: Readonly<Partial<Record<Input, Shape>>>;
  /** The value of each input of an elementwise op that is a constant scalar. */
  readonly known: Readonly<Partial<Record<Input, number>>>;
  /**
   * Elements from one row of an input to the next: its size, or 0 where all rows share one value; the output's size for a
   * shared scalar of an elementwise op, which the executor repeats.
   */
  readonly strides: Readonly<Partial<Record<Input, number>>>;
  /** Where the first row of an input of a strided op lies in its array; 0 for all others. */
  readonly offsets: Partial<Record<Input, number>>;
  /** An array for intermediate results, of this length for each row; the same one for the same name. */
  scratch(name: string, perRow: number): Vector;
  /** 1, 2, …, n for each row: to be read only. */
  numbers(n: number): Vector;
}

/** An op: its value, and the partials of its own inputs. */
export interface Op<Input extends string = string, Optional extends Input = Input> {
  readonly name: string;
  /** The value and its partials in words, e.g. `out = r²; ∂out/∂r = 2r`. */
  readonly formula: string;
  readonly inputs: readonly Input[];
  /** How many of the last inputs may be left out. */
  readonly optional?: number;
  /** Names of the constants it needs. */
  readonly constants?: readonly string[];
  /**
   * True for an op that reads its inputs where they lie, by offset and stride (0 where all rows share one value), and
   * sums the partial of a shared input over the rows of the tile. For all others the executor lays the input out row by
   * row, and sums the partials of a shared input itself.
   */
  readonly strided?: boolean;
  /** True for an op whose inputs have the output's shape or are scalars, and that works element by element. */
  readonly elementwise?: boolean;
  /** Whether element i of the output belongs to element i of each input that is no scalar, so that indices are the same. */
  readonly aligned?: boolean;
  /** Inputs that choose an element by its number: no value near a number chooses one, so there is no derivative. */
  readonly discrete?: readonly Input[];
  /** The output's shape, or a sentence that says which shapes, and values of constant scalars, would fit. */
  shape(
    shapes: Readonly<Record<Exclude<Input, Optional>, Shape>> & Partial<Record<Optional, Shape>>,
    known?: Readonly<Partial<Record<Input, number>>>,
  ): Shape | string;
  /** Writes the value. */
  forward(values: Values<Input, Optional>, out: Vector, tile: Tile<Input>): void;
  /** Writes ∂J/∂input for every input present in `d`; the others are not needed. */
  backward(
    dOut: Vector,
    values: Values<Input, Optional>,
    d: Partial<Record<Input, Vector>>,
    tile: Tile<Input>,
    out: Vector,
  ): void;
  /** Of an op with kinks: numbers that are constant on each smooth piece, for one element of each input. */
  pieces?(values: readonly number[], constants: Readonly<Record<string, number>>): readonly number[];
  /** What is wrong with its constants, each known to be a finite number; undefined if nothing. */
  refuse?(constants: Readonly<Record<string, number>>): string | undefined;
  /** Its formula and the rule of its partials, with the symbols at hand. */
  write?(
    inputs: Readonly<Record<Exclude<Input, Optional>, Sign>> & Readonly<Partial<Record<Optional, Sign>>>,
    out: Sign,
    constants: Readonly<Record<string, number>>,
  ): Written<Input>;
}

export type Values<Input extends string, Optional extends Input> = Readonly<
  Record<Exclude<Input, Optional>, Vector>
> &
  Readonly<Partial<Record<Optional, Vector>>>;

/** Types an op by the names of its inputs. */
export function defineOp<Input extends string, Optional extends Input = never>(
  op: Op<Input, Optional>,
): Op<Input, Optional> {
  return op;
}

/** The shape rule of ops that work element by element on inputs of one shape, and on scalars. */
export function oneShape(shapes: Readonly<Record<string, Shape>>): Shape | string {
  const all = Object.values(shapes);
  if (all.length === 0) return 'at least one input';
  const [first = [], ...others] = all.filter(({ length }) => length > 0);
  return others.every((shape) => sameShape(shape, first)) ? first : 'inputs of one shape, or scalars';
}
