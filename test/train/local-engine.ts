/** An engine in this thread, on examples in plain arrays: what the rules are tried on. */

import { largestEigenvalue } from '#chainrule/train/eigenvalue.js';
import type { Engine } from '#chainrule/train/engine.js';
import { type EvaluationMetrics, evaluate } from '#chainrule/train/evaluation.js';
import type { Job } from '#chainrule/train/job.js';
import { type Span, shardCount } from '#chainrule/train/minibatches.js';
import { openState, type State, stateLength } from '#chainrule/train/state.js';
import { type AutoStepSizes, autoStepSizes } from '#chainrule/train/step-size.js';
import type { PassKind } from '#chainrule/train/table-passes.js';
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

  async pass(kind: PassKind, rows: Span, theta: Float64Array): Promise<Float64Array> {
    const shards = shardCount(rows, this.job.shardRows);
    const cut = this.trainer.cut({ theta, anchor: undefined });
    return this.trainer.passes.run(kind, rows, { from: 0, to: shards }, cut);
  }

  get program() {
    return this.trainer.compiled.program;
  }

  evaluate(rows?: 'training' | 'validation', parameters?: Float64Array): Promise<EvaluationMetrics> {
    return evaluate(this, rows, parameters);
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
  const whole = 2 * (await largestEigenvalue(engine)) + 2 * l2Reg;
  return autoStepSizes({ ...engine.job, largest: 2 * largest + 2 * l2Reg, whole });
}
