/** A whole training run as one stream of events: read, standardize, train, evaluate. */
import { Observable } from 'rxjs';
import { type Config, checkConfig, type PublicConfig } from '../config/check.js';
import { withGraphFile } from '../config/graph-reading.js';
import { inspectFiles } from '../data/source.js';
import { type Standardization, standardization } from '../data/standardization.js';
import { ThreadsEngine } from '../engines/threads/engine.js';
import { Threads } from '../engines/threads/threads.js';
import { UsageError } from '../errors.js';
import { initialParameters } from '../graph/init.js';
import type { Stopping as ModelStopping } from '../model-file/model-file.js';
import { Diverged, runEpochs } from '../train/coordinator.js';
import { arrange } from './arrange.js';
import { jobOf, rulesOf, stepSizesOf } from './descent.js';
import { divergence, noStart } from './divergence.js';
import type { TrainingEvent } from './events.js';
import { lastColumn, modelOf } from './finish.js';
import { ingest } from './ingest.js';
import { planMemory } from './memory.js';
import { modelFor, standardizing } from './model.js';
import { spreadSteps, workerCount } from './workers.js';

export interface TrainOptions {
  /** The path of a graph file is one from the working directory on. */
  readonly config: PublicConfig | Config;
  /** CSV files with the same header. */
  readonly data: string | readonly string[];
  /** About the bytes of a chunk of a file; never changes the result. */
  readonly chunkBytes?: number;
}

/**
 * Trains a model. The stream ends with `finished`, whose model can be written to a file, or with an error of the
 * families in `errors.ts`. Nothing happens before it is subscribed to; unsubscribing stops the run and its threads.
 */
export function train(options: TrainOptions): Observable<TrainingEvent> {
  return new Observable((subscriber) => {
    const run: Run = { threads: undefined, stopped: false };
    const tell = (event: TrainingEvent) => subscriber.next(event);
    trainOnce(options, run, tell)
      .then(() => subscriber.complete())
      .catch((error: unknown) => subscriber.error(error));
    return () => {
      run.stopped = true;
      return run.threads?.close();
    };
  });
}

/** What has to end when the stream is unsubscribed from. */
interface Run {
  threads: Threads | undefined;
  stopped: boolean;
}

async function trainOnce(
  options: TrainOptions,
  run: Run,
  tell: (event: TrainingEvent) => void,
): Promise<void> {
  const began = performance.now();
  const { raw } = await withGraphFile({ raw: options.config, where: () => '' }, '');
  const config = checkConfig(raw);
  const paths = typeof options.data === 'string' ? [options.data] : options.data;
  if (paths.length === 0) throw new UsageError('USAGE_DATA', 'no data: name at least one CSV file');
  const bytes = (await inspectFiles(paths)).reduce((sum, size) => sum + size, 0);
  const workers = workerCount(config.workers, bytes);
  if (run.stopped) return;
  const threads = new Threads({ workers, ...planMemory(config.memory, bytes) });
  run.threads = threads;
  try {
    tell({ type: 'started', files: paths, workers });
    const { columns, segments, moments, files } = await ingest(
      threads,
      {
        paths,
        target: config.target,
        features: config.features,
        blockRows: config.blockRows,
        chunkBytes: options.chunkBytes ?? 1 << 20,
        credits: 2 * workers + 1,
      },
      ({ rows, bytes: read }) =>
        tell({ type: 'decoding', rows, share: bytes === 0 ? 1 : Math.min(1, read / bytes) }),
    );
    const standard = standardization(moments, columns.features, standardizing(config));
    tell({ type: 'decoded', rows: segments.rows, features: columns.features, target: columns.target });
    tellConstants(standard, columns.features, tell);

    const dealt = config.sgd.order === 'rows';
    const validation = config.stop.validation;
    const arranged = await arrange(threads, segments, standard, { ...config, dealt, validation });
    const { table, largestSquare, trainingRows } = arranged;
    const model = modelFor(config, columns.features.length);
    const job = jobOf(config, model, { training: trainingRows, all: segments.rows });
    const spread = spreadSteps(config.workers, job.batchSize, table.features);
    const engine = new ThreadsEngine(threads, job, table, { spreadSteps: spread });
    engine.state.theta.set(initialParameters(engine.program, config.seed));
    const start = await engine.evaluate('training', engine.state.theta);
    if (!Number.isFinite(start.objective)) throw noStart(model, config.target, start.objective);
    const stepSizes = await stepSizesOf(config, job, engine, largestSquare);
    const rules = rulesOf(config, () => performance.now() - began);
    let stopping: ModelStopping = { reason: 'epochs', epochs: 0, steps: 0 };
    try {
      for await (const { stopping: end, ...report } of runEpochs(engine, { job, stepSizes, rules, start })) {
        tell({ type: 'epoch', epochs: config.sgd.epochs, ...report });
        if (run.stopped) return;
        if (end !== undefined) stopping = { ...end, stepSize: report.stepSize };
      }
    } catch (error) {
      if (!(error instanceof Diverged)) throw error;
      throw divergence(error, model, stepSizes.initial, largestSquare, config.l2Reg ?? 0);
    }
    const evaluation = await engine.evaluate();
    const trained = modelOf({
      config,
      definition: model,
      program: engine.program,
      theta: engine.state.parameters,
      evaluation,
      columns,
      outcome: arranged.outcome ?? lastColumn(moments),
      standard,
      files,
      stopping,
      run: { workers, seconds: (performance.now() - began) / 1000 },
    });
    tell({ type: 'finished', model: trained, shardsPerWorker: engine.shardsPerWorker() });
  } finally {
    await threads.close();
  }
}

function tellConstants(
  { constant }: Standardization,
  features: readonly string[],
  tell: (event: TrainingEvent) => void,
) {
  for (const j of constant) {
    tell({
      type: 'notice',
      text: `column "${features[j]}" has the same value in every row: its weight is 0`,
    });
  }
}
