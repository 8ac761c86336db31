/**
 * Training in two parts that need not be in one thread: what depends on an example, summed over rows, and what depends
 * on parameters alone, done once.
 *
 * Values on the border between the two go out; ∂(ΣJ)/∂(each of them), summed over the rows, come back and, divided by
 * the number of rows, are where the parameters' own backward pass starts. So the objective of n rows is (1/n) ΣJᵢ.
 */
import { GraphError } from '../errors.js';
import type { Kernels } from '../kernels/kernels.js';
import { plainKernels } from '../kernels/plain.js';
import { type ParameterPlace, parameterCount, parameterPlaces } from './init.js';
import { meetsExamples, Pass, type PassOptions } from './pass.js';
import type { Program } from './program.js';

/** What crosses between the two parts, as flat vectors. */
export interface Border {
  /** Positions of the nodes, in topological order. */
  readonly positions: readonly number[];
  /** Where the values of each begin. */
  readonly offsets: readonly number[];
  /** Elements of all. */
  readonly size: number;
}

export function borderOf(program: Program): Border {
  const { nodes, sink } = program;
  if (!nodes[sink]!.perExample) {
    const { name } = nodes[sink]!;
    const text = `the sink "${name}" does not depend on any input: there is nothing to train on examples`;
    throw new GraphError('GRAPH_NO_EXAMPLES', text, [name]);
  }
  const positions = [...nodes.keys()].filter((position) => meetsExamples(program, nodes[position]!));
  const offsets: number[] = [];
  let size = 0;
  for (const position of positions) {
    offsets.push(size);
    size += nodes[position]!.size;
  }
  return { positions, offsets, size };
}

/** The part that depends on examples: adds up ΣJ and the partials at the border, tile by tile. */
export class ExamplesPass {
  readonly program: Program;
  readonly border: Border;
  readonly tileRows: number;
  readonly #pass: Pass;
  readonly #objective: Float64Array;
  /** Those at the border, in its order. */
  readonly #partials: readonly Float64Array[];
  readonly #objectiveSum: Float64Array;
  readonly #kernels: Kernels;

  /** Over the memory that `kernels` work on, `allocate` takes the buffers from there. */
  constructor(program: Program, options: Pick<PassOptions, 'allocate' | 'kernels'> = {}) {
    this.program = program;
    this.border = borderOf(program);
    this.tileRows = program.tileRows;
    this.#pass = new Pass(program, { ...options, part: 'examples' });
    this.#objective = this.#pass.value(program.sink);
    this.#partials = this.border.positions.map((position) => this.#pass.partial(position));
    this.#objectiveSum = options.allocate?.(1) ?? new Float64Array(1);
    this.#kernels = options.kernels ?? plainKernels;
    this.#pass.seed(program.sink).fill(1);
  }

  /** The buffer of an input leaf for one tile, to be written; or let the rows lie elsewhere with `bind`. */
  input(position: number): Float64Array {
    return this.#pass.value(position);
  }

  bind(position: number, array: Float64Array, offset: number): void {
    this.#pass.bind(position, array, offset);
  }

  /** Takes the values at the border, from `at` on. */
  receive(values: Float64Array, at = 0): void {
    for (const [k, position] of this.border.positions.entries()) {
      const value = this.#pass.value(position);
      const from = at + this.border.offsets[k]!;
      for (let i = 0; i < value.length; i++) value[i] = values[from + i]!;
    }
  }

  /** Runs one tile and adds to `sums` at `at`: ΣJ, then Σ of the partials at the border. */
  add(rows: number, sums: Float64Array, at = 0): void {
    this.#pass.forward(rows);
    this.#pass.backward(rows);
    this.#kernels.sumRows(this.#objective, this.#objectiveSum, rows, 1);
    sums[at]! += this.#objectiveSum[0]!;
    let to = at + 1;
    for (const partial of this.#partials) {
      for (let i = 0; i < partial.length; i++) sums[to + i]! += partial[i]!;
      to += partial.length;
    }
  }

  /**
   * Only the values of one tile: J and `prediction`, row by row; the arrays are used again by the next call. Throws a
   * `GraphError` for a node that this part does not compute.
   */
  predict(rows: number, prediction: number): { objective: Float64Array; predictions: Float64Array } {
    const predictions = this.#pass.value(prediction);
    if (predictions.length === 0) {
      const { name } = this.program.nodes[prediction]!;
      const text = `node "${name}" has no value here: the sink "${this.program.definition.sink}" does not depend on it through the examples`;
      throw new GraphError('GRAPH_NOT_COMPUTED', text, [name]);
    }
    this.#pass.forward(rows);
    return { objective: this.#objective, predictions };
  }
}

/** The part that depends on parameters alone, for θ as one flat vector. */
export class ParametersPass {
  readonly border: Border;
  readonly places: readonly ParameterPlace[];
  readonly #pass: Pass;
  readonly #values: Float64Array;
  readonly #gradient: Float64Array;
  readonly #partials: readonly Float64Array[];

  constructor(program: Program) {
    this.border = borderOf(program);
    this.places = parameterPlaces(program);
    this.#pass = new Pass(program, { part: 'parameters' });
    this.#values = new Float64Array(this.border.size);
    this.#gradient = new Float64Array(parameterCount(program));
    this.#partials = this.places.map(({ position }) => this.#pass.partial(position));
  }

  /** Values at the border for these parameters; the array is used again by the next call. */
  forward(theta: Float64Array): Float64Array {
    for (const { position, offset, size } of this.places) {
      const value = this.#pass.value(position);
      for (let i = 0; i < value.length && i < size; i++) value[i] = theta[offset + i]!;
    }
    this.#pass.forward(1);
    for (const [k, position] of this.border.positions.entries()) {
      this.#values.set(this.#pass.value(position), this.border.offsets[k]!);
    }
    return this.#values;
  }

  /**
   * The gradient of (1/n) ΣJ by θ, from what `ExamplesPass.add` summed over n rows (from `at` on) at the parameters of
   * the last `forward`; the array is used again by the next call.
   */
  gradient(sums: Float64Array, n: number, at = 0): Float64Array {
    for (const [k, partial] of this.partials(sums, n, at).entries())
      this.#gradient.set(partial, this.places[k]!.offset);
    return this.#gradient;
  }

  /** The same, parameter by parameter; empty where the objective does not depend on one. */
  partials(sums: Float64Array, n: number, at = 0): readonly Float64Array[] {
    for (const [k, position] of this.border.positions.entries()) {
      const seed = this.#pass.seed(position);
      const from = at + 1 + this.border.offsets[k]!;
      for (let i = 0; i < seed.length; i++) seed[i] = sums[from + i]! / n;
    }
    this.#pass.backward(1);
    return this.#partials;
  }
}
