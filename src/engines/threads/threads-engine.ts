/** One training job on a pool of threads. */
import type { TablePlace } from '../../data/table.js';
import type { Program } from '../../graph/program.js';
import { MergeTree } from '../../solve/passes/block-pass.js';
import type { StepsResult } from '../../train/engine.js';
import type { Job } from '../../train/job.js';
import { minibatch, type Span, shardCount, share as shareOf } from '../../train/minibatches.js';
import type { State } from '../../train/state.js';
import { addTo } from '../../train/sums.js';
import type { PassKind } from '../../train/table-passes.js';
import { jobLengths } from '../../train/trainer.js';
import type { JobEngine, JobOptions } from '../workers.js';
import type { PlacedJob, Shared } from './messages.js';
import { type OpenJob, openJob, placeJob } from './placed-job.js';
import type { Pool } from './pool.js';
import { share } from './shared.js';
import { ThisThread } from './this-thread.js';

/**
 * By default a request in process takes some milliseconds, so that the thread can do other work between requests; for
 * threads it is larger, as each request costs a message.
 */
const defaultNumbersTogether = { inProcess: 2 ** 21, threads: 2 ** 26 };

/** About what a row costs: its own numbers, the parameters that it meets, and a number for each node. */
function numbersOfRow(job: Job, features: number, program: Program): number {
  return features + 1 + jobLengths(job, features).cut + program.nodes.length;
}

export class ThreadsEngine implements JobEngine {
  readonly #threads: Pool;
  readonly #open: OpenJob;
  readonly #placed: Shared<PlacedJob>;
  readonly #spreadSteps: boolean;
  readonly #shardsOf = new Map<number, number>();
  /** Rows of one request. */
  readonly #rowsTogether: number;

  constructor(threads: Pool, job: Job, table: TablePlace, options: JobOptions) {
    const usual =
      threads instanceof ThisThread ? defaultNumbersTogether.inProcess : defaultNumbersTogether.threads;
    const { spreadSteps, numbersTogether = usual } = options;
    const placed = placeJob(threads.memory, job, table);
    this.#threads = threads;
    this.#open = openJob(threads.memory, placed, threads.spill);
    this.#placed = share(threads.memory, placed);
    this.#rowsTogether = Math.ceil(numbersTogether / numbersOfRow(job, table.features, this.program));
    this.#spreadSteps = spreadSteps && threads.workers > 1;
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
    const { trainer, state, cut, sums, job } = this.#open;
    const { rows, batchSize, shardRows } = job;
    const shards = shardCount(minibatch(steps.from, rows, batchSize), shardRows);
    let sum = objectiveSum;
    if (shards === 1 || (!this.#spreadSteps && batchSize <= this.#rowsTogether)) {
      const most = Math.max(1, Math.floor(this.#rowsTogether / batchSize));
      for (let from = steps.from; from < steps.to; from += most) {
        const some = { from, to: Math.min(from + most, steps.to) };
        const request = { job: this.#placed, epoch, steps: some, objectiveSum: sum };
        const { answer, thread } = await this.#threads.ask('steps', request);
        this.#count(thread, answer.shards);
        sum = answer.objectiveSum;
        if (answer.divergedAt !== undefined) return { objectiveSum: sum, divergedAt: answer.divergedAt };
      }
      return { objectiveSum: sum };
    }
    for (let step = steps.from; step < steps.to; step++) {
      cut.set(trainer.cut(state));
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

  /** By all workers: each adds up the shards of one node of the tree after the other. */
  async pass(kind: PassKind, rows: Span, theta: Float64Array): Promise<Float64Array> {
    const { trainer, cut, job } = this.#open;
    cut.set(trainer.cut({ theta, anchor: undefined }));
    const shards = shardCount(rows, job.shardRows);
    const together = this.#shardsTogether(shards);
    const groups = Math.ceil(shards / together);
    const tree = new MergeTree(groups, addTo);
    let next = 0;
    const work = async () => {
      for (let group = next++; group < groups; group = next++) {
        const some = { from: group * together, to: Math.min((group + 1) * together, shards) };
        const { answer } = await this.#threads.ask('pass', { job: this.#placed, kind, rows, shards: some });
        tree.add(group, answer.sums);
      }
    };
    // One question waits for each worker, so that none waits for a question.
    await Promise.all(Array.from({ length: 2 * this.#threads.workers }, work));
    if (tree.whole === undefined) throw new Error(`the pass '${kind}' met no row`);
    return tree.whole;
  }

  /** A power of two, few enough for every worker to have some; never changes the sums. */
  #shardsTogether(shards: number): number {
    const most = Math.min(this.#rowsTogether / this.job.shardRows, shards / this.#threads.workers);
    return 2 ** Math.max(0, Math.floor(Math.log2(most)));
  }

  /** How many shards of minibatches each worker has computed, the busiest first. */
  shardsPerWorker(): number[] {
    const counts = [...this.#shardsOf.values()].sort((a, b) => b - a);
    return [...counts, ...new Array<number>(this.#threads.workers - counts.length).fill(0)];
  }

  /** Hands runs of consecutive shards to the workers, at least one to each, and waits for all. */
  async #spread(shards: number, give: (some: Span) => Promise<void>): Promise<void> {
    const requests = Math.ceil((shards * this.#open.job.shardRows) / this.#rowsTogether);
    const parts = Math.min(shards, Math.max(this.#threads.workers, requests));
    await Promise.all(Array.from({ length: parts }, (_, index) => give(shareOf(shards, index, parts))));
  }

  #count(thread: number, shards: number): void {
    this.#shardsOf.set(thread, (this.#shardsOf.get(thread) ?? 0) + shards);
  }
}
