/**
 * What an op is: its formula, shapes, values and the partials of its own inputs.
 *
 * An op works on a tile: `rows` examples at once, row by row in flat arrays. It writes the partial of each of its
 * inputs and never adds to what another consumer wrote; buffers, copies and sums belong to the executor.
 */
import type { Kernels } from '../kernels/kernels.js';
import type { Shape } from './definition.js';
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
  /** Elements from one row of an input to the next: its size, or 0 where all rows share one value. */
  readonly strides: Readonly<Partial<Record<Input, number>>>;
  /** Where the first row of an input of a strided op lies in its array; 0 for all others. */
  readonly offsets: Partial<Record<Input, number>>;
}

export interface Op<Input extends string = string, Optional extends Input = Input> {
  readonly name: string;
  /** The value and its partials in words, e.g. `ℓ = r²; ∂ℓ/∂r = 2r`. */
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
  /** True for an op that does nothing but through the tile's kernels, or tells them of a loop of its own. */
  readonly recordable?: boolean;
  /** The output's shape, or a sentence that says which shapes would fit. */
  shape(
    shapes: Readonly<Record<Exclude<Input, Optional>, Shape>> & Partial<Record<Optional, Shape>>,
  ): Shape | string;
  forward(values: Values<Input, Optional>, out: Float64Array, tile: Tile<Input>): void;
  /** Writes ∂J/∂input for every input present in `d`; the others are not needed. */
  backward(
    dOut: Float64Array,
    values: Values<Input, Optional>,
    d: Partial<Record<Input, Float64Array>>,
    tile: Tile<Input>,
    out: Float64Array,
  ): void;
  /** For an op of one input with kinks: which smooth piece a value lies on. */
  piece?(value: number, constants: Readonly<Record<string, number>>): number;
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
  Record<Exclude<Input, Optional>, Float64Array>
> &
  Readonly<Partial<Record<Optional, Float64Array>>>;

/** Types an op by the names of its inputs. */
export function defineOp<Input extends string, Optional extends Input = never>(
  op: Op<Input, Optional>,
): Op<Input, Optional> {
  return op;
}

/** The shape rule of ops that work element by element on inputs of one shape. */
export function oneShape(shapes: Readonly<Record<string, Shape>>): Shape | string {
  const [first, ...others] = Object.values(shapes);
  if (first === undefined) return 'at least one input';
  const fits = others.every(
    (shape) => shape.length === first.length && shape.every((n, i) => n === first[i]),
  );
  return fits ? first : 'inputs of one shape';
}
