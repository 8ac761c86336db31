/**
 * SGD on one job, in one thread: whole steps, or the shards of a step whose sums another thread adds up.
 *
 * A coordinator and its workers each hold one of these over the same examples, so the very same code runs wherever a
 * step is taken, and where it is taken never changes a bit.
 */
import { parameterCount } from '../graph/init.js';
import { cutOf, ParametersPass, type Sums, sumsIn } from '../graph/split.js';
import type { Workspace } from '../kernels/workspace.js';
import type { StepsResult } from './engine.js';
import { EpochOrder } from './epoch-order.js';
import { type Compiled, compileModel, type Job } from './job.js';
import { fullSteps, minibatch, type Span, shard, shardCount } from './minibatches.js';
import { type Examples, type RowSource, RowsInMemory, TileReader } from './rows.js';
import { StepRunner } from './runner.js';
import { scheduleSlots } from './schedule.js';
import { Shards } from './shards.js';
import { gramLength, gramShapeOf } from './smoothness.js';
import type { State } from './state.js';
import { StepEnd } from './step.js';
import { TablePasses } from './table-passes.js';
import { Update } from './update.js';

/** What runs steps on one state. */
interface Running {
  readonly state: State;
  readonly objectives: Float64Array;
  readonly runner: StepRunner;
  readonly end: StepEnd;
}

/** Lengths of what a job on so many features exchanges: θ, values at the cut, sums of a shard, sums of passes. */
export function jobLengths(job: Job, features: number) {
  const { program, errors } = compileModel(job.model);
  const { size, sumsLength } = cutOf(program);
  const points = job.solver === 'svrg' ? 2 : 1;
  const passes = {
    evaluation: 1 + errors.results.length,
    gradient: sumsLength,
    gram: gramLength(gramShapeOf(job.model, features)),
  };
  return {
    points,
    parameters: parameterCount(program),
    cut: points * size,
    sums: points * sumsLength,
    passes,
  };
}

export class Trainer {
  readonly compiled: Compiled;
  /** At how many parameters a step takes its gradient: SVRG at two. */
  readonly points: number;
  /** Length of the sums of one shard: ΣJ and the partials at the cut, at each of the points. */
  readonly sumsLength: number;
  /** Length of `cut`. */
  readonly cutLength: number;
  readonly passes: TablePasses;
  /** Length of θ. */
  readonly parameters: number;
  /** Shards of minibatches computed so far. */
  shardsDone = 0;
  readonly #job: Job;
  readonly #shards: Shards;
  /** The parameters' part at each point. */
  readonly #parameters: readonly ParametersPass[];
  readonly #cut: Float64Array;
  readonly #reader: TileReader;
  /** Of one shard. */
  readonly #sums: Sums;
  /** Views of the sums of all shards of a step, by point. */
  readonly #views = new WeakMap<Float64Array, Sums[][]>();
  readonly #stepSums: Float64Array;
  readonly #indices: Uint32Array;
  readonly #rows: RowSource;
  readonly #workspace: Workspace;
  #running: Running | undefined;

  /**
   * The rows of the job, in memory or wherever a source brings them from. The workspace should lie beside them, for
   * kernels that read them in place.
   */
  constructor(
    job: Job,
    rows: Examples | ((order: EpochOrder, tileRows: number) => RowSource),
    workspace: Workspace,
  ) {
    this.#job = job;
    this.compiled = compileModel(job.model);
    const { program } = this.compiled;
    this.#workspace = workspace;
    const order = new EpochOrder(job, workspace.permute);
    this.#rows =
      typeof rows === 'function' ? rows(order, program.tileRows) : new RowsInMemory(rows, order, workspace);
    this.#indices = workspace.allocateIndices(Math.min(this.#rows.most, job.rows));
    this.#reader = new TileReader(program.tileRows, this.#rows, workspace);
    const { examples } = this.#rows;
    this.#shards = new Shards({ ...workspace, compiled: this.compiled, examples });
    const { cut } = this.#shards;
    this.#sums = sumsIn(cut, workspace.allocate(cut.sumsLength));
    const lengths = jobLengths(job, examples.features);
    this.points = lengths.points;
    this.sumsLength = lengths.sums;
    this.cutLength = lengths.cut;
    this.parameters = lengths.parameters;
    this.#cut = new Float64Array(this.cutLength);
    this.#parameters = Array.from({ length: this.points }, () => new ParametersPass(program, workspace));
    this.passes = new TablePasses({
      shards: this.#shards,
      sums: this.#sums,
      reader: this.#reader,
      shardRows: job.shardRows,
      lengths: lengths.passes,
      shape: gramShapeOf(job.model, examples.features),
      columns: workspace.columns,
      allocate: workspace.allocate,
    });
    this.#stepSums = new Float64Array(
      this.sumsLength * shardCount(minibatch(0, job.rows, job.batchSize), job.shardRows),
    );
  }

  /** Values at the cut at θ, and with SVRG at the anchor; used again by the next call. */
  cut({ theta, anchor }: Pick<State, 'theta' | 'anchor'>): Float64Array {
    for (const [k, at] of [theta, anchor].entries())
      if (at !== undefined) this.#cut.set(this.#parameters[k]!.valuesAt(at), k * this.#shards.cut.size);
    return this.#cut;
  }

  /** Computes shards [shards.from, shards.to) of a step: their sums go to `sums`, one after the other, from shard 0 on. */
  addShards(epoch: number, step: number, shards: Span, cut: Float64Array, sums: Float64Array): void {
    const { rows, batchSize, shardRows, order } = this.#job;
    const batch = minibatch(step, rows, batchSize);
    const { size, sumsLength } = this.#shards.cut;
    this.shardsDone += shards.to - shards.from;
    for (let point = 0; point < this.points; point++) {
      this.#shards.receive(cut, point * size);
      for (let index = shards.from; index < shards.to; index++) {
        const span = shard(batch, index, shardRows);
        let first = true;
        if (order === 'file')
          this.#reader.inPlace(span, (tileRows, examples, from) => {
            this.#shards.readInPlace(tileRows, examples, from, this.#sums, first);
            first = false;
          });
        else
          this.#reader.ordered(epoch, span, (indices, tileRows) => {
            this.#shards.gather(indices, 0, tileRows, this.#sums, first);
            first = false;
          });
        sums.set(this.#sums.all, index * this.sumsLength + point * sumsLength);
      }
    }
  }

  /**
   * The end of a step, from the sums of all its shards; `cut` was called with this state. Returns the minibatch's J;
   * NaN where a number is not finite.
   */
  finishStep(step: number, sums: Float64Array, state: State): number {
    const { rows, batchSize, shardRows } = this.#job;
    const { from, to } = minibatch(step, rows, batchSize);
    this.#setShare(state, to - from);
    const shards = this.#viewsOf(sums, shardCount({ from, to }, shardRows));
    const { end } = this.#runningOn(state);
    return end.take(shards, to - from) ? this.#parameters[0]!.objective[0]! : Number.NaN;
  }

  #viewsOf(sums: Float64Array, shards: number): Sums[][] {
    const views = this.#views.get(sums) ?? this.#parameters.map(() => []);
    this.#views.set(sums, views);
    const { cut } = this.#shards;
    return views.map((list, point) => {
      for (let k = list.length; k < shards; k++)
        list.push(sumsIn(cut, sums, k * this.sumsLength + point * cut.sumsLength));
      return list.slice(0, shards);
    });
  }

  #setShare({ schedule }: State, rows: number): void {
    const { evenSteps, batchSize } = this.#job;
    schedule[scheduleSlots.share] = evenSteps ? rows / Math.min(batchSize, this.#job.rows) : 1;
  }

  /** Steps [steps.from, steps.to) of an epoch, all in this thread. */
  takeSteps(epoch: number, steps: Span, state: State, objectiveSum: number): StepsResult {
    const { rows, batchSize, shardRows } = this.#job;
    let sum = objectiveSum;
    for (let step = steps.from; step < steps.to; ) {
      const batch = minibatch(step, rows, batchSize);
      const size = batch.to - batch.from;
      const shards = shardCount(batch, shardRows);
      if (size > this.#rows.most) {
        this.addShards(epoch, step, { from: 0, to: shards }, this.cut(state), this.#stepSums);
        const objective = this.finishStep(step, this.#stepSums, state);
        if (!Number.isFinite(objective)) return { objectiveSum: sum, divergedAt: step };
        sum += objective;
        step++;
        continue;
      }
      // Only the last minibatch of an epoch is smaller than the others.
      const many =
        size < batchSize
          ? 1
          : Math.min(
              Math.max(1, Math.floor(this.#rows.atOnce / size)),
              fullSteps(steps, rows, batchSize) - step,
            );
      const { runner, objectives } = this.#runningOn(state);
      this.#setShare(state, size);
      this.#rows.ordered(epoch, { from: batch.from, to: batch.from + many * size }, this.#indices);
      objectives[0] = sum;
      const done = runner.run(this.#indices, size, many);
      sum = objectives[0];
      this.shardsDone += done * shards;
      if (done < many) return { objectiveSum: sum, divergedAt: step + done };
      step += many;
    }
    return { objectiveSum: sum };
  }

  #runningOn(state: State): Running {
    if (this.#running?.state === state) return this.#running;
    const workspace = this.#workspace;
    const objectives = workspace.allocate(1);
    const { shardRows, momentum } = this.#job;
    const { examples } = this.#rows;
    const options = { ...workspace, compiled: this.compiled, examples, shardRows, momentum, state };
    const update = new Update({ ...options, places: this.#parameters[0]!.places });
    const runner = new StepRunner({ ...options, objectiveSum: objectives });
    this.#running = { state, objectives, runner, end: new StepEnd(this.#parameters, update) };
    return this.#running;
  }
}
