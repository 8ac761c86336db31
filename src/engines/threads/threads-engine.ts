/** One training job on a pool of threads. */
import type { TablePlace } from '../../data/table.js';
import type { Program } from '../../graph/program.js';
import type { Engine, StepsResult } from '../../train/engine.js';
import type { Job } from '../../train/job.js';
import { minibatch, type Span, shardCount, share as shareOf } from '../../train/minibatches.js';
import type { State } from '../../train/state.js';
import { sumShards } from '../../train/sums.js';
import type { PassKind } from '../../train/table-passes.js';
import type { PlacedJob, Shared } from './messages.js';
import { type OpenJob, openJob, placeJob } from './placed-job.js';
import { share } from './shared.js';
import type { Workers } from './workers.js';

export interface ThreadsEngineOptions {
  /** Whether the shards of one step go to several workers, where it has several. */
  readonly spreadSteps: boolean;
}

export class ThreadsEngine implements Engine {
  readonly #threads: Workers;
  readonly #open: OpenJob;
  readonly #placed: Shared<PlacedJob>;
  readonly #spreadSteps: boolean;
  readonly #shardsOf = new Map<number, number>();

  constructor(threads: Workers, job: Job, table: TablePlace, options: ThreadsEngineOptions) {
    const placed = placeJob(threads.memory, job, table);
    this.#threads = threads;
    this.#open = openJob(threads.memory, placed, threads.spill);
    this.#placed = share(threads.memory, placed);
    this.#spreadSteps = options.spreadSteps && threads.workers > 1;
  }

  get job(): Job {
    return this.#open.job;
  }

  get program(): Program {
    return this.#open.trainer.compiled.program;
  }

  get state(): State {
    return this.#open.state;
  }

  async takeSteps(epoch: number, steps: Span, objectiveSum: number): Promise<StepsResult> {
    const { trainer, state, border, sums, job } = this.#open;
    const { rows, batchSize, shardRows } = job;
    const shards = shardCount(minibatch(steps.from, rows, batchSize), shardRows);
    if (!this.#spreadSteps || shards === 1) {
      const { answer, thread } = await this.#threads.ask('steps', {
        job: this.#placed,
        epoch,
        steps,
        objectiveSum,
      });
      this.#count(thread, answer.shards);
      return answer;
    }
    let sum = objectiveSum;
    for (let step = steps.from; step < steps.to; step++) {
      border.set(trainer.border(state));
      await this.#spread(shardCount(minibatch(step, rows, batchSize), shardRows), async (some) => {
        const { answer, thread } = await this.#threads.ask('shards', {
          job: this.#placed,
          epoch,
          step,
          shards: some,
        });
        this.#count(thread, answer.shards);
      });
      const objective = trainer.finishStep(step, sums, state);
      if (!Number.isFinite(objective)) return { objectiveSum: sum, divergedAt: step };
      sum += objective;
    }
    return { objectiveSum: sum };
  }

  /** By all workers. */
  async pass(kind: PassKind, rows: Span, theta: Float64Array): Promise<Float64Array> {
    const { trainer, border, pass, job } = this.#open;
    border.set(trainer.border({ theta, anchor: undefined }));
    const shards = shardCount(rows, job.shardRows);
    await this.#spread(shards, async (some) => {
      await this.#threads.ask('pass', { job: this.#placed, kind, rows, shards: some });
    });
    sumShards(pass, shards, trainer.passes.lengths[kind]);
    return pass;
  }

  /** How many shards of minibatches each worker has computed, the busiest first. */
  shardsPerWorker(): number[] {
    const counts = [...this.#shardsOf.values()].sort((a, b) => b - a);
    return [...counts, ...new Array<number>(this.#threads.workers - counts.length).fill(0)];
  }

  /** Hands a run of consecutive shards to each worker and waits for all. */
  async #spread(shards: number, give: (some: Span) => Promise<void>): Promise<void> {
    const helpers = Math.min(this.#threads.workers, shards);
    await Promise.all(Array.from({ length: helpers }, (_, index) => give(shareOf(shards, index, helpers))));
  }

  #count(thread: number, shards: number): void {
    this.#shardsOf.set(thread, (this.#shardsOf.get(thread) ?? 0) + shards);
  }
}
