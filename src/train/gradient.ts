/**
 * The gradient of one minibatch in one thread, as a sequence of kernel calls and nothing else: gather the rows, forward
 * and backward tile by tile, add up the shards, the parameters' own backward pass.
 *
 * The same calls can be made one by one or written down by a recorder and played again. They give the bits that the
 * parts give when several threads share them (`Trainer.addShards`, `finishStep`).
 */
import { parameterPlaces } from '../graph/init.js';
import { Pass } from '../graph/pass.js';
import type { Program } from '../graph/program.js';
import { borderOf } from '../graph/split.js';
import type { Kernels } from '../kernels/kernels.js';
import { partOf } from '../kernels/memory.js';
import { shard, shardCount } from './plan.js';
import type { Examples, Inputs } from './rows.js';
import { addInTree } from './sums.js';

export interface GradientOptions {
  readonly program: Program;
  readonly inputs: Inputs;
  readonly examples: Examples;
  readonly shardRows: number;
  /** Where the gradient is taken. */
  readonly theta: Float64Array;
  readonly kernels: Kernels;
  readonly allocate: (length: number) => Float64Array;
}

/** ΣJ of a shard, and the sums of the partials at the border. */
interface ShardSums {
  readonly objective: Float64Array;
  readonly partials: readonly Float64Array[];
}

export class MinibatchGradient {
  readonly #options: GradientOptions;
  readonly #parameters: Pass;
  readonly #examples: Pass;
  /** J of the minibatch, its only element. */
  readonly objective: Float64Array;
  /** ∂J/∂(each parameter), in the order of θ; empty where J does not depend on it. */
  readonly partials: readonly Float64Array[];
  readonly #border: readonly number[];
  readonly #sums: ShardSums[] = [];
  readonly #tileSum: Float64Array;

  constructor(options: GradientOptions) {
    const { program, theta, kernels, allocate } = options;
    this.#options = options;
    const places = parameterPlaces(program);
    const inTheta = new Map(
      places.map(({ position, offset, size }) => [position, partOf(theta, offset, size)]),
    );
    this.#parameters = new Pass(program, {
      part: 'parameters',
      kernels,
      allocate,
      value: (position) => inTheta.get(position),
    });
    this.partials = places.map(({ position }) => this.#parameters.partial(position));
    const { positions } = borderOf(program);
    this.#border = positions;
    const onBorder = new Set(positions);
    // What crosses the border lies where the other part put it.
    this.#examples = new Pass(program, {
      part: 'examples',
      kernels,
      allocate,
      value: (position) => (onBorder.has(position) ? this.#parameters.value(position) : undefined),
    });
    this.#examples.seed(program.sink).fill(1);
    this.#tileSum = allocate(1);
    this.objective = allocate(1);
  }

  /**
   * Computes J and the partials of `rows` rows, whose numbers stand in `indices` from `first` on. False, and no
   * partials, where J is not finite.
   */
  compute(indices: Uint32Array, first: number, rows: number): boolean {
    const { kernels, shardRows } = this.#options;
    this.#parameters.forward(1);
    const batch = { from: first, to: first + rows };
    const shards = shardCount(batch, shardRows);
    for (let index = 0; index < shards; index++)
      this.#addShard(indices, shard(batch, index, shardRows), index);
    addInTree(shards, (to, from) => {
      const left = this.#sumsOf(to);
      const right = this.#sumsOf(from);
      kernels.add(left.objective, right.objective, left.objective, 1);
      for (const [k, partial] of left.partials.entries()) {
        kernels.add(partial, right.partials[k]!, partial, partial.length);
      }
    });
    const total = this.#sumsOf(0);
    kernels.divide(total.objective, rows, this.objective, 1);
    if (!kernels.finite(this.objective, 1)) return false;
    for (const [k, position] of this.#border.entries()) {
      const seed = this.#parameters.seed(position);
      kernels.divide(total.partials[k]!, rows, seed, seed.length);
    }
    this.#parameters.backward(1);
    return true;
  }

  #addShard(indices: Uint32Array, { from, to }: { from: number; to: number }, index: number): void {
    const { kernels, program, inputs, examples } = this.#options;
    const sums = this.#sumsOf(index);
    const x = this.#examples.value(inputs.input);
    const y = this.#examples.value(inputs.outcome);
    for (let start = from; start < to; start += program.tileRows) {
      const rows = Math.min(program.tileRows, to - start);
      kernels.gather(indices, start, examples.xs, x, rows, examples.features);
      kernels.gather(indices, start, examples.ys, y, rows, 1);
      this.#examples.forward(rows);
      this.#examples.backward(rows);
      kernels.sumRows(this.#examples.value(program.sink), this.#tileSum, rows, 1);
      if (start === from) kernels.copy(this.#tileSum, 0, sums.objective, 1);
      else kernels.add(sums.objective, this.#tileSum, sums.objective, 1);
      for (const [k, position] of this.#border.entries()) {
        const sum = sums.partials[k]!;
        const partial = this.#examples.partial(position);
        if (start === from) kernels.copy(partial, 0, sum, sum.length);
        else kernels.add(sum, partial, sum, sum.length);
      }
    }
  }

  #sumsOf(index: number): ShardSums {
    const { allocate, program } = this.#options;
    const known = this.#sums[index];
    if (known !== undefined) return known;
    const partials = this.#border.map((position) => allocate(program.nodes[position]!.size));
    const sums = { objective: allocate(1), partials };
    this.#sums[index] = sums;
    return sums;
  }
}
