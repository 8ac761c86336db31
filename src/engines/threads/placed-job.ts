/** A job in shared memory: where its parts lie, and views on them for the thread at hand. */
import type { Spill } from '../../data/spill.js';
import { openTable, type Table, type TablePlace } from '../../data/table.js';
import { allocate, float64At } from '../../kernels/memory.js';
import { workspaceOver } from '../../kernels/workspace.js';
import type { Job } from '../../train/job.js';
import type { EpochOrder } from '../../train/order.js';
import { minibatch, shardCount } from '../../train/plan.js';
import { evaluationLength, Trainer } from '../../train/trainer.js';
import type { PlacedJob } from './messages.js';
import { SpilledRows } from './spilled-rows.js';

export interface OpenJob {
  readonly job: Job;
  readonly table: Table;
  readonly trainer: Trainer;
  readonly theta: Float64Array;
  readonly border: Float64Array;
  readonly sums: Float64Array;
  readonly evaluation: Float64Array;
}

function lengthsOf(job: Job, { parameters, sumsLength }: Trainer) {
  return {
    theta: parameters,
    border: sumsLength - 1,
    sums: sumsLength * shardCount(minibatch(0, job.rows, job.batchSize), job.shardRows),
    evaluation: evaluationLength * shardCount({ from: 0, to: job.rows }, job.shardRows),
  };
}

/** Allocates what a job needs. */
export function placeJob(memory: WebAssembly.Memory, job: Job, table: TablePlace): PlacedJob {
  const lengths = lengthsOf(job, new Trainer(job, openTable(memory, table)));
  const place = (length: number) => allocate(memory, length * 8);
  return {
    job,
    table,
    theta: place(lengths.theta),
    border: place(lengths.border),
    sums: place(lengths.sums),
    evaluation: place(lengths.evaluation),
  };
}

/** A thread's own trainer on a placed job. */
export function openJob(memory: WebAssembly.Memory, placed: PlacedJob, spill: Spill): OpenJob {
  const { job } = placed;
  const table = openTable(memory, placed.table);
  const workspace = workspaceOver(memory);
  const scattered = job.order === 'replacement';
  const rows =
    table.rowsInMemory === table.rows
      ? table
      : (order: EpochOrder, tileRows: number) =>
          new SpilledRows({ table, spill, order, tileRows, scattered, workspace });
  const trainer = new Trainer(job, rows, workspace);
  const lengths = lengthsOf(job, trainer);
  return {
    job,
    table,
    trainer,
    theta: float64At(memory, placed.theta, lengths.theta),
    border: float64At(memory, placed.border, lengths.border),
    sums: float64At(memory, placed.sums, lengths.sums),
    evaluation: float64At(memory, placed.evaluation, lengths.evaluation),
  };
}
