/**
 * An engine that reports its first steps one by one: the rows drawn, their values and partials, and each parameter before
 * and after. The engine behind it takes the steps, so a trace never changes a bit of the run.
 */
import { corrected } from '../expression/arithmetic.js';
import { parameterPlaces } from '../graph/init.js';
import type { Program } from '../graph/program.js';
import { plainPermute } from '../kernels/permute.js';
import { plainKernels } from '../kernels/plain-kernels.js';
import type { Engine, StepsResult } from './engine.js';
import { EpochOrder } from './epoch-order.js';
import { compileModel, type Job } from './job.js';
import { minibatch, type Span, stepsPerEpoch } from './minibatches.js';
import { scheduleSlots } from './schedule.js';
import { openState, type State } from './state.js';
import { type InputRows, type Replay, StepReplay, type TracedNode } from './step-replay.js';
import type { PassKind } from './table-passes.js';

/** A parameter across a step, element by element. */
export interface TracedParameter {
  readonly name: string;
  readonly before: readonly number[];
  /** ∂J/∂parameter over the minibatch. */
  readonly partial: readonly number[];
  /** With momentum or SVRG: what the step goes along in place of the partial, after = before − η · direction. */
  readonly direction?: readonly number[];
  readonly after: readonly number[];
  /** Where parameters are averaged: their average after the step. */
  readonly average?: readonly number[];
}

/** A step of SGD as it was taken. Where a number became infinite or NaN, the step is the last one. */
export interface StepTrace {
  /** Counts from 1, through all epochs; a repeated epoch has the same numbers again. */
  readonly step: number;
  /** Counts from 1. */
  readonly epoch: number;
  /** The rows drawn, in order, counted from 1 over all files. */
  readonly rows: readonly number[];
  /** η. */
  readonly stepSize: number;
  /** J over the minibatch, (1/n) ΣJᵢ. */
  readonly objective: number;
  /** All scalars that are computed, in forward order. */
  readonly nodes: readonly TracedNode[];
  readonly parameters: readonly TracedParameter[];
}

export interface TraceOptions {
  /** How many steps. */
  readonly steps: number;
  readonly rows: TracedRows;
  readonly report: (step: StepTrace) => void;
  /** Called when an epoch, counted from 1, begins anew: its traced steps were taken back. */
  readonly repeated: (epoch: number) => void;
}

export interface TracedRows extends InputRows {
  /** The numbers in the input, from 1, of these rows of the table. */
  numbers(tableRows: Uint32Array): Promise<readonly number[]>;
}

export class TracedEngine implements Engine {
  readonly #engine: Engine;
  readonly #options: TraceOptions;
  readonly #order: EpochOrder;
  readonly #replay: StepReplay;
  /** The last epoch with traced steps, from 0. */
  #epoch = -1;

  constructor(engine: Engine, options: TraceOptions) {
    this.#engine = engine;
    this.#options = options;
    this.#order = new EpochOrder(engine.job, plainPermute);
    this.#replay = new StepReplay(engine.job, compileModel(engine.job.model), options.rows);
  }

  get job(): Job {
    return this.#engine.job;
  }

  get program(): Program {
    return this.#engine.program;
  }

  get state(): State {
    return this.#engine.state;
  }

  pass(kind: PassKind, rows: Span, theta: Float64Array): Promise<Float64Array> {
    return this.#engine.pass(kind, rows, theta);
  }

  async takeSteps(epoch: number, steps: Span, objectiveSum: number): Promise<StepsResult> {
    const { rows, batchSize } = this.job;
    const before = epoch * stepsPerEpoch(rows, batchSize);
    const end = Math.min(steps.to, this.#options.steps - before);
    if (end <= steps.from) return this.#engine.takeSteps(epoch, steps, objectiveSum);
    if (epoch === this.#epoch && steps.from === 0) this.#options.repeated(epoch + 1);
    this.#epoch = epoch;
    const batches = Array.from({ length: end - steps.from }, (_, k) =>
      minibatch(steps.from + k, rows, batchSize),
    );
    const drawn = await this.#numbersAt(epoch, { from: batches[0]!.from, to: batches.at(-1)!.to });
    let sum = objectiveSum;
    for (const [k, { from, to }] of batches.entries()) {
      const step = steps.from + k;
      const values = this.state.values.slice();
      const result = await this.#engine.takeSteps(epoch, { from: step, to: step + 1 }, sum);
      const numbers = drawn.slice(from - batches[0]!.from, to - batches[0]!.from);
      const across = await this.#across(openState(values, this.state.theta.length, this.job), numbers);
      this.#options.report({ step: before + step + 1, epoch: epoch + 1, rows: numbers, ...across });
      if (result.divergedAt !== undefined) return result;
      sum = result.objectiveSum;
    }
    if (end === steps.to) return { objectiveSum: sum };
    return this.#engine.takeSteps(epoch, { from: end, to: steps.to }, sum);
  }

  /** The numbers in the input of the rows at these positions of an epoch. */
  #numbersAt(epoch: number, { from, to }: Span): Promise<readonly number[]> {
    const tableRows = new Uint32Array(to - from);
    this.#order.fill(epoch, from, to, tableRows);
    return this.#options.rows.numbers(tableRows);
  }

  async #across(
    before: State,
    numbers: readonly number[],
  ): Promise<Omit<StepTrace, 'step' | 'epoch' | 'rows'>> {
    const after = this.state;
    const replay = await this.#replay.run(before, numbers);
    const { objective, nodes, gradients } = replay;
    const direction = after.velocity ?? correctedGradient(replay, before);
    return {
      stepSize: after.schedule[scheduleSlots.stepSize]!,
      ...{ objective, nodes },
      parameters: parameterPlaces(this.program).map(({ name, offset, size }): TracedParameter => {
        const part = (whole: Float64Array) => [...whole.subarray(offset, offset + size)];
        return {
          name,
          before: part(before.theta),
          partial: part(gradients[0]!),
          ...(direction && { direction: part(direction) }),
          after: part(after.theta),
          ...(after.mean && { average: part(after.mean) }),
        };
      }),
    };
  }
}

/** Of SVRG. */
function correctedGradient({ gradients }: Replay, { anchorGradient }: State): Float64Array | undefined {
  const [atTheta, atAnchor] = gradients;
  if (atTheta === undefined || atAnchor === undefined || anchorGradient === undefined) return undefined;
  const direction = new Float64Array(atTheta.length);
  plainKernels.map(corrected, [atTheta, atAnchor, anchorGradient], [direction], direction.length);
  return direction;
}
