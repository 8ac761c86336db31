/** From rows to an engine that can be trained: arranged in a table, with the model and the job of the config. */
import type { ResolvedConfig } from '../config/resolve-config.js';
import { spreadSteps } from '../engines/start-workers.js';
import type { Arranged, JobEngine } from '../engines/workers.js';
import type { Model } from '../models/model.js';
import type { Job } from '../train/job.js';
import { modelFor } from './configured-model.js';
import { jobOf, orderOf } from './descent.js';
import type { PreparedRows } from './with-rows.js';

export interface Loaded extends PreparedRows {
  readonly model: Model;
  readonly job: Job;
  readonly engine: JobEngine;
  /** The largest ‖z‖² of all rows. */
  readonly largestSquare: number;
  readonly placesOf: Arranged['placesOf'];
}

export async function load(rows: PreparedRows, config: ResolvedConfig): Promise<Loaded> {
  const { workers, standard, columns } = rows;
  const { seed, stop } = config;
  const scattered = orderOf(config) === 'rows';
  const arranging = { standardization: standard, scattered, seed, validation: stop.validation };
  const { largestSquare, trainingRows, placesOf } = await workers.arrange(arranging);
  const { length } = columns.features;
  const model = modelFor(config, length);
  const job = jobOf(config, model, { training: trainingRows, all: workers.rows });
  const spread = spreadSteps(config.workers, job.batchSize, length);
  const engine = workers.start(job, { spreadSteps: spread });
  return { ...rows, model, job, engine, largestSquare, placesOf };
}
