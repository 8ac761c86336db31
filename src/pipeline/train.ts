/** A whole training run as one stream of events: read, standardize, train, evaluate. */
import { Observable } from 'rxjs';
import { type Config, checkConfig, type PublicConfig } from '../config/check-config.js';
import { withGraphFile } from '../config/with-graph-file.js';
import { inspectFiles } from '../data/source.js';
import type { Workers } from '../engines/threads/workers.js';
import { UsageError } from '../errors.js';
import { type RequiredGap, requireGap } from './demands.js';
import type { TrainingEvent } from './events.js';
import { modelOf } from './finish.js';
import { fitModel } from './fit.js';
import { load } from './load.js';
import { planMemory } from './memory.js';
import { startWorkers, workerCount } from './workers.js';

export interface TrainOptions {
  /** The path of a graph file is one from the working directory on. */
  readonly config: PublicConfig | Config;
  /** CSV files with the same header. */
  readonly data: string | readonly string[];
  /** About the bytes of a chunk of a file; never changes the result. */
  readonly chunkBytes?: number;
  /** Without it the run ends well however far it is from the optimum, and says so. */
  readonly requiredGap?: RequiredGap;
  /**
   * Whether small inputs may be worked on in this thread, a few hundredths of a second at a time, where `workers` is
   * auto: it saves the start of a thread. Never changes the result.
   */
  readonly mayBlock?: boolean;
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
  threads: Workers | undefined;
  stopped: boolean;
}

async function trainOnce(
  options: TrainOptions,
  run: Run,
  tell: (event: TrainingEvent) => void,
): Promise<void> {
  const began = performance.now();
  const elapsed = () => performance.now() - began;
  const { raw } = await withGraphFile({ raw: options.config, where: () => '' }, '');
  const config = checkConfig(raw);
  const paths = typeof options.data === 'string' ? [options.data] : options.data;
  if (paths.length === 0) throw new UsageError('USAGE_DATA', 'no data: name at least one CSV file');
  const bytes = (await inspectFiles(paths)).reduce((sum, size) => sum + size, 0);
  const workers = workerCount(config.workers, bytes, config.sgd.batchSize);
  if (run.stopped) return;
  const threads = await startWorkers(
    workers,
    config.workers,
    options.mayBlock === true,
    planMemory(config.memory, bytes),
  );
  if (run.stopped) return threads.close();
  run.threads = threads;
  try {
    tell({ type: 'started', files: paths, workers });
    const { chunkBytes = 1 << 20, requiredGap = {} } = options;
    const loaded = await load(threads, { config, paths, bytes, chunkBytes, tell });
    const fitted = await fitModel(loaded, config, { elapsed, tell, stopped: () => run.stopped });
    if (fitted === undefined) return;
    requireGap(fitted.certificate, requiredGap, config.solver);
    const { engine, job } = loaded;
    const evaluation = await engine.evaluate();
    const validation = job.validationRows > 0 ? await engine.evaluate('validation') : undefined;
    const facts = { workers, seconds: elapsed() / 1000 };
    const model = modelOf({ ...loaded, ...fitted, config, evaluation, validation, run: facts });
    tell({ type: 'finished', model, shardsPerWorker: engine.shardsPerWorker() });
  } finally {
    await threads.close();
  }
}
