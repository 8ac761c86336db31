/** A job in shared memory: where its parts lie, and views on them for the thread at hand. */
import type { Spill } from '../../data/spill.js';
import { openTable, type Table, type TablePlace } from '../../data/table.js';
import { allocate, float64At } from '../../kernels/memory.js';
import { workspaceOver } from '../../kernels/workspace.js';
import type { EpochOrder } from '../../train/epoch-order.js';
import type { Job } from '../../train/job.js';
import { minibatch, shardCount } from '../../train/minibatches.js';
import { openState, type State, stateLength } from '../../train/state.js';
import { jobLengths, Trainer } from '../../train/trainer.js';
import type { PlacedJob } from './messages.js';
import { SpilledRows } from './spilled-rows.js';

export interface OpenJob {
  readonly job: Job;
  readonly table: Table;
  readonly trainer: Trainer;
  readonly state: State;
  readonly cut: Float64Array;
  readonly sums: Float64Array;
}

function lengthsOf(job: Job, features: number) {
  const { parameters, sums, cut } = jobLengths(job, features);
  return {
    state: stateLength(parameters, job),
    cut,
    sums: sums * shardCount(minibatch(0, job.rows, job.batchSize), job.shardRows),
  };
}

/** Allocates what a job needs. */
export function placeJob(memory: WebAssembly.Memory, job: Job, table: TablePlace): PlacedJob {
  const lengths = lengthsOf(job, table.features);
  const allocated = (length: number) => allocate(memory, length * 8);
  return {
    job,
    table,
    state: allocated(lengths.state),
    cut: allocated(lengths.cut),
    sums: allocated(lengths.sums),
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
  const lengths = lengthsOf(job, table.features);
  return {
    job,
    table,
    trainer,
    state: openState(float64At(memory, placed.state, lengths.state), trainer.parameters, job),
    cut: float64At(memory, placed.cut, lengths.cut),
    sums: float64At(memory, placed.sums, lengths.sums),
  };
}
