/** A workspace without WebAssembly: what the compiled one is held against, bit by bit. */

import { plainPermute } from '#chainrule/kernels/permute.js';
import { plainKernels } from '#chainrule/kernels/plain-kernels.js';
import type { Workspace } from '#chainrule/kernels/workspace.js';
import { passesIn } from '#chainrule/solve/passes/passes-by-name.js';
import type { Job } from '#chainrule/train/job.js';
import type { Examples } from '#chainrule/train/rows.js';
import { Trainer } from '#chainrule/train/trainer.js';
import { plainColumns } from '../kernels/plain-columns.js';
import { plainTiles } from '../kernels/plain-tiles.js';

export const plainWorkspace: Workspace = {
  kernels: plainKernels,
  columns: plainColumns,
  tiles: plainTiles,
  allocate: (length) => new Float64Array(length),
  allocateIndices: (length) => new Uint32Array(length),
  permute: plainPermute,
  touch: () => undefined,
};

/** The passes of the solver. */
export const passes = passesIn(plainWorkspace);

export function plainTrainer(job: Job, examples: Examples): Trainer {
  return new Trainer(job, examples, plainWorkspace);
}
