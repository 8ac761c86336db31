/**
 * SGD on one job, in one thread: whole steps, or the shards of a step whose sums another thread adds up.
 *
 * A coordinator and its workers each hold one of these over the same examples, so the very same code runs wherever a
 * step is taken, and where it is taken never changes a bit.
 */
import { parameterCount } from '../graph/init.js';
import { ExamplesPass, ParametersPass } from '../graph/split.js';
import { plainWorkspace, type Workspace } from '../kernels/workspace.js';
import { type Compiled, compileModel, type Job } from './job.js';
import { EpochOrder } from './order.js';
import { minibatch, type Span, shard, shardCount } from './plan.js';
import { type Examples, type RowSource, RowsInMemory, TileReader } from './rows.js';
import { StepRunner } from './runner.js';
import { sumShards } from './sums.js';

/** The end of the steps of full size among these. */
function fullSteps(steps: Span, rows: number, batchSize: number): number {
  return Math.min(steps.to, Math.floor(rows / batchSize));
}

/** How a run of steps went. */
export interface StepsResult {
  /** The sum of minibatch objectives, carried on from the steps before. */
  readonly objectiveSum: number;
  /** The step (of the epoch) whose objective or parameters were not finite: the run ended before it moved θ. */
  readonly divergedAt?: number;
}

export class Trainer {
  readonly compiled: Compiled;
  /** Length of the sums of one shard: ΣJ and the partials at the border. */
  readonly sumsLength: number;
  /** Length of θ. */
  readonly parameters: number;
  /** Shards of minibatches computed so far. */
  shardsDone = 0;
  readonly #job: Job;
  readonly #examples: ExamplesPass;
  readonly #parametersPass: ParametersPass;
  readonly #reader: TileReader;
  readonly #sums: Float64Array;
  readonly #indices: Uint32Array;
  readonly #rows: RowSource;
  readonly #workspace: Workspace;
  #running: { theta: Float64Array; objectives: Float64Array; runner: StepRunner } | undefined;

  /**
   * The rows of the job, in memory or wherever a source brings them from. The workspace should lie beside them, for
   * kernels that read them in place.
   */
  constructor(
    job: Job,
    rows: Examples | ((order: EpochOrder, tileRows: number) => RowSource),
    workspace: Workspace = plainWorkspace,
  ) {
    this.#job = job;
    this.compiled = compileModel(job.model);
    const { program, inputs } = this.compiled;
    this.#workspace = workspace;
    this.#examples = new ExamplesPass(program, workspace);
    this.#parametersPass = new ParametersPass(program);
    const order = new EpochOrder(job);
    this.#rows = typeof rows === 'function' ? rows(order, program.tileRows) : new RowsInMemory(rows, order);
    this.#indices = workspace.allocateIndices(Math.min(this.#rows.most, job.rows));
    this.#reader = new TileReader(this.#examples, this.#rows, inputs, workspace);
    this.sumsLength = 1 + this.#examples.border.size;
    this.parameters = parameterCount(program);
    this.#sums = new Float64Array(
      this.sumsLength * shardCount(minibatch(0, job.rows, job.batchSize), job.shardRows),
    );
  }

  /** Values at the border for these parameters, to be given to `addShards`; used again by the next call. */
  border(theta: Float64Array): Float64Array {
    return this.#parametersPass.forward(theta);
  }

  /** Computes shards [shards.from, shards.to) of a step: their sums go to `sums`, one after the other, from shard 0 on. */
  addShards(epoch: number, step: number, shards: Span, border: Float64Array, sums: Float64Array): void {
    const { rows, batchSize, shardRows } = this.#job;
    const batch = minibatch(step, rows, batchSize);
    this.#examples.receive(border);
    this.shardsDone += shards.to - shards.from;
    for (let index = shards.from; index < shards.to; index++) {
      const at = index * this.sumsLength;
      sums.fill(0, at, at + this.sumsLength);
      this.#reader.ordered(epoch, shard(batch, index, shardRows), (tileRows) =>
        this.#examples.add(tileRows, sums, at),
      );
    }
  }

  /** The step w ← w − η ∂J/∂w from the sums of all its shards. Returns the minibatch's J; θ stays where it is not finite. */
  finishStep(step: number, sums: Float64Array, theta: Float64Array): number {
    const { rows, batchSize, shardRows, stepSize } = this.#job;
    const batch = minibatch(step, rows, batchSize);
    const count = batch.to - batch.from;
    sumShards(sums, shardCount(batch, shardRows), this.sumsLength);
    const objective = sums[0]! / count;
    const gradient = this.#parametersPass.gradient(sums, count);
    let finite = Number.isFinite(objective);
    for (let i = 0; i < this.parameters; i++) finite &&= Number.isFinite(theta[i]! - stepSize * gradient[i]!);
    if (!finite) return Number.NaN;
    for (let i = 0; i < this.parameters; i++) theta[i]! -= stepSize * gradient[i]!;
    return objective;
  }

  /** Steps [steps.from, steps.to) of an epoch, all in this thread. */
  takeSteps(epoch: number, steps: Span, theta: Float64Array, objectiveSum: number): StepsResult {
    const { rows, batchSize, shardRows } = this.#job;
    let sum = objectiveSum;
    for (let step = steps.from; step < steps.to; ) {
      const batch = minibatch(step, rows, batchSize);
      const size = batch.to - batch.from;
      const shards = shardCount(batch, shardRows);
      if (size > this.#rows.most) {
        this.addShards(epoch, step, { from: 0, to: shards }, this.border(theta), this.#sums);
        const objective = this.finishStep(step, this.#sums, theta);
        if (!Number.isFinite(objective)) return { objectiveSum: sum, divergedAt: step };
        sum += objective;
        step++;
        continue;
      }
      // Only the last minibatch of an epoch is smaller than the others.
      const many =
        size < batchSize
          ? 1
          : Math.min(Math.floor(this.#rows.most / size), fullSteps(steps, rows, batchSize) - step);
      const { runner, objectives } = this.#runnerFor(theta);
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

  #runnerFor(theta: Float64Array) {
    if (this.#running?.theta === theta) return this.#running;
    const { shardRows, stepSize } = this.#job;
    const workspace = this.#workspace;
    const objectives = workspace.allocate(1);
    const options = {
      ...this.compiled,
      ...workspace,
      examples: this.#rows.examples,
      shardRows,
      stepSize,
      theta,
      objectiveSum: objectives,
    };
    this.#running = { theta, objectives, runner: new StepRunner(options, workspace) };
    return this.#running;
  }

  /**
   * ΣJ, Σ(y − ŷ)² and Σ|y − ŷ| of shards [shards.from, shards.to) of the whole table, in input order, three numbers a
   * shard from shard 0 on.
   */
  evaluate(shards: Span, border: Float64Array, sums: Float64Array): void {
    const { rows, shardRows } = this.#job;
    this.#examples.receive(border);
    for (let index = shards.from; index < shards.to; index++) {
      let objective = 0;
      let squares = 0;
      let absolute = 0;
      this.#reader.inPlace(shard({ from: 0, to: rows }, index, shardRows), (tileRows, ys, first) => {
        const { objective: objectives, predictions } = this.#examples.predict(
          tileRows,
          this.compiled.prediction,
        );
        for (let row = 0; row < tileRows; row++) {
          const residual = ys[first + row]! - predictions[row]!;
          objective += objectives[row]!;
          squares += residual * residual;
          absolute += Math.abs(residual);
        }
      });
      sums[index * evaluationLength] = objective;
      sums[index * evaluationLength + 1] = squares;
      sums[index * evaluationLength + 2] = absolute;
    }
  }
}

/** Numbers that `evaluate` gives for a shard. */
export const evaluationLength = 3;
