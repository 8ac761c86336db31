/** An engine in this thread, on examples in plain arrays: what the rules are tried on. */

import type { Engine, Evaluation } from '#chainrule/train/engine.js';
import type { Job } from '#chainrule/train/job.js';
import type { PassKind } from '#chainrule/train/passes.js';
import { type Span, shardCount } from '#chainrule/train/plan.js';
import { largestEigenvalueBound } from '#chainrule/train/smoothness.js';
import { openState, type State, stateLength } from '#chainrule/train/state.js';
import { type AutoStepSizes, autoStepSizes } from '#chainrule/train/step-size.js';
import { norm, sumShards } from '#chainrule/train/sums.js';
import type { Trainer } from '#chainrule/train/trainer.js';
import { plainTrainer } from '../support/plain-workspace.js';
import type { Problem } from './problems.js';

export class LocalEngine implements Engine {
  readonly job: Job;
  readonly trainer: Trainer;
  readonly state: State;

  constructor(job: Job, examples: Pick<Problem, 'xs' | 'ys' | 'features'>) {
    this.job = job;
    this.trainer = plainTrainer(job, examples);
    const { parameters } = this.trainer;
    this.state = openState(new Float64Array(stateLength(parameters, job)), parameters, job);
  }

  async takeSteps(epoch: number, steps: Span, objectiveSum: number) {
    return this.trainer.takeSteps(epoch, steps, this.state, objectiveSum);
  }

  async setAnchor() {
    const sums = this.#pass('gradient', { from: 0, to: this.job.rows }, this.state.theta);
    this.trainer.setAnchor(sums, this.state);
  }

  async evaluate(
    rows: 'training' | 'validation' = 'training',
    parameters = this.state.parameters,
  ): Promise<Evaluation> {
    const { rows: training, validationRows } = this.job;
    const span =
      rows === 'training' ? { from: 0, to: training } : { from: training, to: training + validationRows };
    const sums = this.#pass('evaluation', span, parameters);
    const [objective, meanSquaredError, meanAbsoluteError] = [0, 1, 2].map(
      (k) => sums[k]! / (span.to - span.from),
    );
    return {
      objective: objective!,
      meanSquaredError: meanSquaredError!,
      meanAbsoluteError: meanAbsoluteError!,
    };
  }

  get program() {
    return this.trainer.compiled.program;
  }

  async gradientNorm() {
    const sums = this.#pass('gradient', { from: 0, to: this.job.rows }, this.state.parameters);
    return norm(this.trainer.gradient(sums, this.state.parameters));
  }

  async largestEigenvalue() {
    const sums = this.#pass('gram', { from: 0, to: this.job.rows }, this.state.theta);
    return largestEigenvalueBound(sums, this.job.rows, this.trainer.gramShape);
  }

  shardsPerWorker() {
    return [this.trainer.shardsDone];
  }

  #pass(kind: PassKind, rows: Span, parameters: Float64Array): Float64Array {
    const length = this.trainer.passes.lengths[kind];
    const shards = shardCount(rows, this.job.shardRows);
    const sums = new Float64Array(length * shards);
    const border = this.trainer.border({ theta: parameters, anchor: undefined });
    this.trainer.passes.run(kind, rows, { from: 0, to: shards }, border, sums);
    sumShards(sums, shards, length);
    return sums;
  }
}

/** What `stepSize: auto` chooses. */
export async function auto(engine: LocalEngine, { xs, features, l2Reg }: Problem): Promise<AutoStepSizes> {
  let largest = 0;
  for (let row = 0; row < xs.length; row += features) {
    largest = Math.max(
      largest,
      xs.subarray(row, row + features).reduce((sum, x) => sum + x * x, 1),
    );
  }
  const whole = 2 * (await engine.largestEigenvalue()) + 2 * l2Reg;
  return autoStepSizes({ ...engine.job, largest: 2 * largest + 2 * l2Reg, whole });
}
