/**
 * The second half of a step, `StepEnd`: from the sums of all shards to the gradient and the update. And a whole step in
 * one thread, both halves one after the other.
 *
 * Kernel calls and nothing else, so that a step can be written down by a recorder and played again. Who computed the
 * shards does not matter: the bits are the same.
 */
import { total } from '../expression/arithmetic.js';
import { ParametersPass, type Sums, sumsIn } from '../graph/split.js';
import type { Kernels } from '../kernels/kernels.js';
import type { Workspace } from '../kernels/workspace.js';
import type { Compiled } from './job.js';
import { shard, shardCount } from './minibatches.js';
import type { Examples } from './rows.js';
import { Shards } from './shards.js';
import type { State } from './state.js';
import { Update } from './update.js';

export class StepEnd {
  readonly #points: readonly ParametersPass[];
  readonly #update: Update;

  /** The parameters' part at each point where a step takes its gradient: at θ, with SVRG also at the anchor. */
  constructor(points: readonly ParametersPass[], update: Update) {
    this.#points = points;
    this.#update = update;
  }

  /**
   * Takes the step, from the sums of the shards of `rows` rows at each point. False where a value is not finite: an
   * objective, or θ after the step.
   */
  take(shards: readonly (readonly Sums[])[], rows: number): boolean {
    for (const [k, point] of this.#points.entries()) if (!point.finish(shards[k]!, rows)) return false;
    const [atTheta, atAnchor] = this.#points;
    return this.#update.take(atTheta!.partials, atAnchor?.partials);
  }
}

export interface StepOptions {
  readonly compiled: Compiled;
  readonly examples: Examples;
  readonly shardRows: number;
  /** Changed by every step. */
  readonly state: State;
  readonly momentum: number;
  /** Objectives of minibatches are added to its only element. */
  readonly objectiveSum: Float64Array;
  readonly kernels: Kernels;
  readonly allocate: Workspace['allocate'];
  readonly allocateIndices: Workspace['allocateIndices'];
}

export class Step {
  readonly #options: StepOptions;
  readonly #points: readonly ParametersPass[];
  readonly #shards: readonly Shards[];
  readonly #end: StepEnd;
  /** By point and shard. */
  readonly #sums: readonly Sums[][];

  constructor(options: StepOptions) {
    const { compiled, state } = options;
    this.#options = options;
    const thetas = state.anchor === undefined ? [state.theta] : [state.theta, state.anchor];
    this.#points = thetas.map((theta) => new ParametersPass(compiled.program, { ...options, theta }));
    // What crosses the cut lies where the parameters' part put it.
    this.#shards = this.#points.map((point) => {
      const atCut = new Set(point.cut.positions);
      const value = (position: number) => (atCut.has(position) ? point.value(position) : undefined);
      return new Shards({ ...options, value });
    });
    this.#sums = this.#points.map(() => []);
    this.#end = new StepEnd(this.#points, new Update({ ...options, places: this.#points[0]!.places }));
  }

  /** Takes a step on `rows` rows, whose numbers stand in `indices` from `first` on. False where a value is not finite. */
  take(indices: Uint32Array, first: number, rows: number): boolean {
    const { kernels, objectiveSum, shardRows } = this.#options;
    const batch = { from: first, to: first + rows };
    const shards = shardCount(batch, shardRows);
    const sums = this.#points.map((point, k) => {
      point.forward();
      for (let index = 0; index < shards; index++)
        this.#shards[k]!.sum(indices, shard(batch, index, shardRows), this.#sumsOf(k, index));
      return this.#sums[k]!.slice(0, shards);
    });
    if (!this.#end.take(sums, rows)) return false;
    kernels.map(total, [objectiveSum, this.#points[0]!.objective], [objectiveSum], 1);
    return true;
  }

  #sumsOf(point: number, index: number): Sums {
    const { cut } = this.#points[point]!;
    const known = this.#sums[point]![index];
    const sums = known ?? sumsIn(cut, this.#options.allocate(cut.sumsLength));
    this.#sums[point]![index] = sums;
    return sums;
  }
}
