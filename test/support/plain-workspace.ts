/** A workspace without WebAssembly: what the compiled one is held against, bit by bit. */

import { plainPermute } from '#chainrule/kernels/permute.js';
import { plainKernels } from '#chainrule/kernels/plain-kernels.js';
import type { Workspace } from '#chainrule/kernels/workspace.js';
import type { Matrices } from '#chainrule/solve/matrices/matrices.js';
import { runTask } from '#chainrule/solve/matrices/tasks.js';
import { passesIn } from '#chainrule/solve/passes/passes-by-name.js';
import type { Job } from '#chainrule/train/job.js';
import type { Examples } from '#chainrule/train/rows.js';
import { Trainer } from '#chainrule/train/trainer.js';
import { plainColumns } from '../kernels/plain-columns.js';
import { plainMatrices } from '../kernels/plain-matrices.js';
import { plainTiles } from '../kernels/plain-tiles.js';

export const plainWorkspace: Workspace = {
  kernels: plainKernels,
  columns: plainColumns,
  tiles: plainTiles,
  matrices: plainMatrices,
  allocate: (length) => new Float64Array(length),
  allocateIndices: (length) => new Uint32Array(length),
  permute: plainPermute,
  touch: () => undefined,
};

/** Tasks on matrices, in this thread. */
export const matrices: Matrices = {
  workers: 3,
  allocate: (length) => new Float64Array(length),
  async run(task) {
    return runTask({ kernels: plainMatrices, scratch: (_, length) => new Float64Array(length) }, task);
  },
};

/** The passes of the solver. */
export const passes = passesIn(plainWorkspace);

export function plainTrainer(job: Job, examples: Examples): Trainer {
  return new Trainer(job, examples, plainWorkspace);
}
