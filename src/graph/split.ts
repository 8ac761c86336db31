/**
 * Training in two parts that need not be in one thread: what depends on an example, summed over rows, and what depends
 * on parameters alone, done once.
 *
 * Values on the cut between the two go out; ∂(ΣJ)/∂(each of them), summed over the rows, come back and, divided by
 * the number of rows, are where the parameters' own backward pass starts. So the objective of n rows is (1/n) ΣJᵢ.
 */
import { GraphError } from '../errors.js';
import { quotientBy, total } from '../expression/arithmetic.js';
import type { Code } from '../expression/code.js';
import type { Kernels } from '../kernels/kernels.js';
import { partOf } from '../kernels/memory.js';
import { plainKernels } from '../kernels/plain-kernels.js';
import { quoted } from '../text/visible.js';
import { describeShape } from './definition.js';
import { type ParameterPlace, parameterCount, parameterPlaces } from './init.js';
import { feedsExamples, meetsExamples, Pass, type PassOptions } from './pass.js';
import type { Program } from './program.js';
import { addInTree } from './tree.js';

/** What crosses between the two parts, as flat vectors. */
export interface Cut {
  /** Positions of the nodes, in topological order. */
  readonly positions: readonly number[];
  /** Where the values of each begin. */
  readonly offsets: readonly number[];
  /** Elements of all. */
  readonly size: number;
  /** Positions of the nodes whose partials come back: those that J and a parameter are joined by. */
  readonly trained: readonly number[];
  /** Where the partials of each begin, behind ΣJ. */
  readonly trainedOffsets: readonly number[];
  /** Numbers of the sums of a shard: ΣJ and all partials. */
  readonly sumsLength: number;
}

export function cutOf(program: Program): Cut {
  const { nodes, sink } = program;
  if (!nodes[sink]!.perExample) {
    const { name } = nodes[sink]!;
    const text = `the sink ${quoted(name)} does not depend on any input: there is nothing to train on examples`;
    throw new GraphError('GRAPH_NO_EXAMPLES', text, [name]);
  }
  if (nodes[sink]!.shape.length > 0) {
    const { name, shape } = nodes[sink]!;
    const text = `the sink ${quoted(name)} is a ${describeShape(shape)}; to be trained it must be a scalar, as only a scalar has one derivative by each parameter`;
    throw new GraphError('GRAPH_SINK_SHAPE', text, [name]);
  }
  const positions = [...nodes.keys()].filter(
    (position) => feedsExamples(program, position) && nodes[position]!.definition.op !== 'constant',
  );
  const trained = positions.filter(
    (position) => nodes[position]!.trained && meetsExamples(program, nodes[position]!),
  );
  const offsetsOf = (list: readonly number[], from: number): number[] => {
    const offsets = [from];
    for (const [k, position] of list.entries()) offsets.push(offsets[k]! + nodes[position]!.size);
    return offsets;
  };
  const offsets = offsetsOf(positions, 0);
  const trainedOffsets = offsetsOf(trained, 1);
  const [size, sumsLength] = [offsets.pop()!, trainedOffsets.pop()!];
  return { positions, offsets, size, trained, trainedOffsets, sumsLength };
}

/** ΣJ over some rows, and the sums of the partials at the cut: one flat vector, and its parts. */
export interface Sums {
  readonly all: Float64Array;
  readonly objective: Float64Array;
  readonly partials: readonly Float64Array[];
}

/** Sums in an array, from element `at` on. */
export function sumsIn({ trainedOffsets, sumsLength }: Cut, array: Float64Array, at = 0): Sums {
  const end = (k: number) => trainedOffsets[k + 1] ?? sumsLength;
  return {
    all: partOf(array, at, sumsLength),
    objective: partOf(array, at, 1),
    partials: trainedOffsets.map((offset, k) => partOf(array, at + offset, end(k) - offset)),
  };
}

export type SplitOptions = Pick<PassOptions, 'allocate' | 'kernels' | 'value' | 'outputs'>;

/** What an evaluation compares. */
export interface Errors {
  /** Positions of y and ŷ. */
  readonly outcome: number;
  readonly prediction: number;
  /** Of y and ŷ. */
  readonly errors: Code;
}

/** The part that depends on examples: ΣJ and the partials at the cut, tile by tile. Kernel calls and nothing else. */
export class ExamplesPass {
  readonly program: Program;
  readonly cut: Cut;
  readonly tileRows: number;
  /** ΣJ of the last tile. */
  readonly objective: Float64Array;
  /** Of the last tile, at the cut, in its order. */
  readonly partials: readonly Float64Array[];
  readonly #pass: Pass;
  readonly #kernels: Kernels;
  readonly #allocate: (length: number) => Float64Array;
  readonly #one: Float64Array;
  #errors: readonly Float64Array[] | undefined;

  /** Over the memory that `kernels` work on, `allocate` takes the buffers from there. */
  constructor(program: Program, options: SplitOptions = {}) {
    const { kernels = plainKernels, allocate = (length: number) => new Float64Array(length) } = options;
    this.program = program;
    this.cut = cutOf(program);
    this.tileRows = program.tileRows;
    this.#kernels = kernels;
    this.#pass = new Pass(program, { ...options, part: 'examples' });
    this.objective = allocate(1);
    this.partials = this.cut.trained.map((position) => this.#pass.partial(position));
    this.#allocate = allocate;
    this.#one = allocate(1).fill(1);
  }

  /** The value of a node: of an input leaf for one tile, and of a node at the cut, to be written. */
  value(position: number): Float64Array {
    return this.#pass.value(position);
  }

  /** Lets the rows of an input leaf lie elsewhere. */
  bind(position: number, array: Float64Array, offset: number): void {
    this.#pass.bind(position, array, offset);
  }

  /** Takes the values at the cut, from `at` on. */
  receive(values: Float64Array, at = 0): void {
    for (const [k, position] of this.cut.positions.entries()) {
      const value = this.#pass.value(position);
      value.set(values.subarray(at + this.cut.offsets[k]!, at + this.cut.offsets[k]! + value.length));
    }
  }

  /** Runs one tile: its sums are then in `objective` and `partials`. */
  run(rows: number): void {
    this.#pass.forward(rows);
    // By a kernel: compiled, the ones are a constant, and nothing that is read from memory.
    this.#kernels.spread(this.#one, this.#pass.seed(this.program.sink), rows, 1);
    this.#pass.backward(rows);
    this.#kernels.sumRows(this.#pass.value(this.program.sink), this.objective, rows, 1);
  }

  /**
   * Only the values of one tile: puts ΣJ into the first of `sums`, and the sums of the results of `errors`, from y and ŷ,
   * into the others. Throws a `GraphError` where this pass does not compute ŷ.
   */
  evaluate(rows: number, { outcome, prediction, errors }: Errors, sums: readonly Float64Array[]): void {
    const predictions = this.#pass.value(prediction);
    const { name, perExample } = this.program.nodes[prediction]!;
    if (predictions.length === 0) {
      const text = `node ${quoted(name)} has no value here: the sink ${quoted(this.program.definition.sink)} does not depend on it through the examples`;
      throw new GraphError('GRAPH_NOT_COMPUTED', text, [name]);
    }
    const kernels = this.#kernels;
    this.#errors ??= errors.results.map(() => this.#allocate(this.tileRows));
    this.#pass.forward(rows);
    const outcomes = this.#pass.buffered(outcome, rows);
    if (perExample) kernels.map(errors, [outcomes, predictions], this.#errors, rows);
    else kernels.map(errors, [outcomes], this.#errors, rows, [predictions]);
    for (const [k, values] of [this.#pass.value(this.program.sink), ...this.#errors].entries())
      kernels.sumRows(values, sums[k]!, rows, 1);
  }
}

/** Adds the sums of a pass's last tile, or puts them there as the first. */
export function addTile(
  kernels: Kernels,
  tile: Pick<ExamplesPass, 'objective' | 'partials'>,
  sums: Sums,
  first: boolean,
): void {
  const add = (from: Float64Array, to: Float64Array): void => {
    if (first) kernels.copy(from, 0, to, to.length);
    else kernels.map(total, [to, from], [to], to.length);
  };
  add(tile.objective, sums.objective);
  for (const [k, partial] of tile.partials.entries()) add(partial, sums.partials[k]!);
}

/** The part that depends on parameters alone: the values at the cut, and the gradient from the sums of examples. */
export class ParametersPass {
  readonly cut: Cut;
  readonly places: readonly ParameterPlace[];
  /** J over the rows, its only element. */
  readonly objective: Float64Array;
  /** ∂J/∂(each parameter), in the order of θ; empty where J does not depend on it. */
  readonly partials: readonly Float64Array[];
  readonly #pass: Pass;
  readonly #kernels: Kernels;
  readonly #values: Float64Array;
  readonly #gradient: Float64Array;

  /** With `theta` the parameters are read where they lie; else `forward` takes them. */
  constructor(
    program: Program,
    options: Omit<SplitOptions, 'value' | 'outputs'> & { theta?: Float64Array } = {},
  ) {
    const {
      kernels = plainKernels,
      allocate = (length: number) => new Float64Array(length),
      theta,
    } = options;
    this.cut = cutOf(program);
    this.places = parameterPlaces(program);
    const inTheta = new Map(
      this.places.map(({ position, offset, size }) => [position, theta && partOf(theta, offset, size)]),
    );
    this.#kernels = kernels;
    this.#pass = new Pass(program, {
      ...{ part: 'parameters', outputs: true, kernels, allocate },
      value: (position) => inTheta.get(position),
    });
    this.objective = allocate(1);
    this.partials = this.places.map(({ position }) => this.#pass.partial(position));
    this.#values = new Float64Array(this.cut.size);
    this.#gradient = new Float64Array(parameterCount(program));
  }

  /** The value of a node, at the cut for instance. */
  value(position: number): Float64Array {
    return this.#pass.value(position);
  }

  /** Computes the values at the cut for parameters that it reads where they lie. */
  forward(): void {
    this.#pass.forward(1);
  }

  /** The values at the cut for these parameters; the array is used again by the next call. */
  valuesAt(theta: Float64Array): Float64Array {
    for (const { position, offset, size } of this.places) {
      const value = this.#pass.value(position);
      value.set(theta.subarray(offset, offset + Math.min(size, value.length)));
    }
    this.#pass.forward(1);
    for (const [k, position] of this.cut.positions.entries())
      this.#values.set(this.#pass.value(position), this.cut.offsets[k]!);
    return this.#values;
  }

  /**
   * J over n rows and its partials at the parameters of the last forward pass, from the sums of all shards, which are
   * added in the one tree: the total replaces the first. False, and no partials, where J is not finite.
   */
  finish(shards: readonly Sums[], n: number): boolean {
    const kernels = this.#kernels;
    addInTree(shards.length, (to, from) => {
      const { all } = shards[to]!;
      kernels.map(total, [all, shards[from]!.all], [all], all.length);
    });
    const sums = shards[0]!;
    kernels.map(quotientBy(n), [sums.objective], [this.objective], 1);
    if (!kernels.finite(this.objective, 1)) return false;
    for (const [k, position] of this.cut.trained.entries()) {
      const seed = this.#pass.seed(position);
      kernels.map(quotientBy(n), [sums.partials[k]!], [seed], seed.length);
    }
    this.#pass.backward(1);
    return true;
  }

  /** The partials of the last `finish` in the order of θ; the array is used again by the next call. */
  gradient(): Float64Array {
    for (const [k, partial] of this.partials.entries()) this.#gradient.set(partial, this.places[k]!.offset);
    return this.#gradient;
  }
}
