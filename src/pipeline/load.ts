/** From rows to an engine that can be trained: arranged in a table, with the model and the job of the config. */
import type { Config } from '../config/check-config.js';
import { ThreadsEngine } from '../engines/threads/threads-engine.js';
import type { Model } from '../models/model.js';
import type { Job } from '../train/job.js';
import { arrange } from './arrange-table.js';
import { modelFor } from './configured-model.js';
import { jobOf, orderOf } from './descent.js';
import { spreadSteps } from './start-workers.js';
import type { PreparedRows } from './with-rows.js';

export interface Loaded extends PreparedRows {
  readonly model: Model;
  readonly job: Job;
  readonly engine: ThreadsEngine;
  /** The largest ‖z‖² of all rows. */
  readonly largestSquare: number;
}

export async function load(rows: PreparedRows, config: Config): Promise<Loaded> {
  const { threads, segments, standard, columns } = rows;
  const { blockRows, seed, stop } = config;
  const arranging = { blockRows, seed, dealt: orderOf(config) === 'rows', validation: stop.validation };
  const { table, largestSquare, trainingRows } = await arrange(threads, segments, standard, arranging);
  const { length } = columns.features;
  const model = modelFor(config, length);
  const job = jobOf(config, model, { training: trainingRows, all: segments.rows });
  const spread = spreadSteps(config.workers, job.batchSize, length);
  const engine = new ThreadsEngine(threads, job, table, { spreadSteps: spread });
  return { ...rows, model, job, engine, largestSquare };
}
