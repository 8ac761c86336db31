/** From files to an engine that can be trained: read, standardize, arrange. */
import type { Config } from '../config/check-config.js';
import type { Columns } from '../data/columns.js';
import type { Moments } from '../data/moments.js';
import type { FileRecord } from '../data/source.js';
import { isBeyondSquares, type Standardization, standardization } from '../data/standardization.js';
import { decodedPasses } from '../engines/threads/decoded-passes.js';
import { ThreadsEngine } from '../engines/threads/engine.js';
import type { Workers } from '../engines/threads/workers.js';
import type { ModelDefinition } from '../models/model.js';
import type { Runner } from '../solve/block-pass.js';
import { prepareColumns } from '../solve/columns.js';
import { meanOf, scaleOf } from '../solve/standard.js';
import type { Job } from '../train/job.js';
import { arrange } from './arrange.js';
import { jobOf, orderOf } from './descent.js';
import type { TrainingEvent } from './events.js';
import { ingest } from './ingest.js';
import { modelFor, standardizing } from './model.js';
import { spreadSteps } from './workers.js';

export interface LoadOptions {
  readonly config: Config;
  readonly paths: readonly string[];
  /** Of all files together; 0 where it is not known. */
  readonly bytes: number;
  /** About the bytes of a chunk. */
  readonly chunkBytes: number;
  readonly tell: (event: TrainingEvent) => void;
}

export interface Loaded {
  readonly columns: Columns;
  /** Of the rows to train on. */
  readonly moments: Moments;
  readonly standard: Standardization;
  readonly files: readonly FileRecord[];
  readonly model: ModelDefinition;
  readonly job: Job;
  readonly engine: ThreadsEngine;
  /** Runs passes over the rows to train on, in the columns' own units. */
  readonly passes: Runner;
  /** The largest ‖z‖² of all rows. */
  readonly largestSquare: number;
}

export async function load(threads: Workers, options: LoadOptions): Promise<Loaded> {
  const { config, paths, bytes, chunkBytes, tell } = options;
  const { blockRows, seed, stop, target } = config;
  const leftOut = stop.validation === undefined ? undefined : { seed, share: stop.validation };
  const { columns, segments, moments, files } = await ingest(
    threads,
    {
      ...{ paths, target, blockRows, chunkBytes, leftOut },
      features: config.features,
      credits: threads.workers + 2,
    },
    ({ rows, bytes: read }) =>
      tell({ type: 'decoding', rows, share: bytes === 0 ? 1 : Math.min(1, read / bytes) }),
  );
  const { features, width } = columns;
  const passes = decodedPasses(threads, { segments, width, blockRows, leftOut });
  const standard = await standardizationOf(passes, config, moments, features);
  tell({ type: 'decoded', rows: segments.rows, features, target });
  for (const j of standard.constant) {
    const text = `column "${features[j]}" has the same value in every row: its weight is 0`;
    tell({ type: 'notice', text });
  }
  const dealt = orderOf(config) === 'rows';
  const { validation } = stop;
  const arranging = { blockRows, seed, dealt, validation };
  const { table, largestSquare, trainingRows } = await arrange(threads, segments, standard, arranging);
  const model = modelFor(config, features.length);
  const job = jobOf(config, model, { training: trainingRows, all: segments.rows });
  const spread = spreadSteps(config.workers, job.batchSize, features.length);
  const engine = new ThreadsEngine(threads, job, table, { spreadSteps: spread });
  return { columns, moments, standard, files, model, job, engine, passes, largestSquare };
}

/** From the moments that were gathered on the way; where float64 cannot square the values, from passes that scale them. */
async function standardizationOf(
  passes: Runner,
  config: Config,
  moments: Moments,
  features: readonly string[],
): Promise<Standardization> {
  const options = standardizing(config);
  if (!options.standardize || !isBeyondSquares(moments, features.length, options))
    return standardization(moments, features, options);
  const columns = await prepareColumns(passes, { ...options, l2Reg: 0 });
  return standardization(moments, features, {
    ...options,
    exactly: { mean: (j) => meanOf(columns, j), scale: (j) => scaleOf(columns, j) },
  });
}
