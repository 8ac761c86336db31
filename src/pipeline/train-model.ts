/** A whole training run as one stream of events: read, standardize, train, evaluate. */
import { Observable } from 'rxjs';
import { type Config, checkConfig, type PublicConfig } from '../config/check-config.js';
import { withGraphFile } from '../config/with-graph-file.js';
import { type Data, inputsOf } from '../data/sources/table-data.js';
import { defined, UsageError } from '../errors.js';
import type { ModelFile } from '../model-file/model-file.js';
import { nearDependenceText } from '../model-file/summary-table.js';
import { shortened } from '../text/visible.js';
import { choiceEvents, chooseSolver, droppedWarnings } from './choose-solver.js';
import { type RequiredGap, requireGap } from './demands.js';
import type { TrainingEvent } from './events.js';
import { contentsPartsOf, evaluatedModelOf, modelOf } from './finish.js';
import { fitModel } from './fit.js';
import { endingEvents } from './goal.js';
import { load } from './load.js';
import { metricsOf } from './model-metrics.js';
import { runFacts } from './run-facts.js';
import { checkTrace } from './traced.js';
import { withRows } from './with-rows.js';

export interface TrainOptions {
  /** The path of a graph file is one from the working directory on. */
  readonly config: PublicConfig | Config;
  /** CSV files with the same header, or a table in memory: rows, columns, or rows that come one after the other. */
  readonly data: Data;
  /** Bytes that a worker reads at a time, by default 4 MiB: the unit of the files' hashes. Changes nothing else. */
  readonly rangeBytes?: number;
  /** Without it the run ends well however far it is from the optimum, and says so. */
  readonly requiredGap?: RequiredGap;
  /** How many of the first steps to report one by one, as events of type `step`; 0 unless given. Never changes the result. */
  readonly trace?: number;
  /**
   * Whether small inputs may be worked on in this thread, a few hundredths of a second at a time, where `workers` is
   * auto: it saves the start of a thread. Never changes the result.
   */
  readonly mayBlock?: boolean;
}

/** How to end a run from outside. */
export interface FitOptions {
  /** Ends the run and its threads; the promise rejects with its reason. */
  readonly signal?: AbortSignal;
}

/**
 * Trains a model. The stream ends with `finished`, whose model can be written to a file, or with an error of the
 * families in `errors.ts`. Nothing happens before it is subscribed to; unsubscribing stops the run and its threads.
 */
export function train(options: TrainOptions): Observable<TrainingEvent> {
  return new Observable((subscriber) => {
    const stop = new AbortController();
    trainOnce(options, stop.signal, (event) => subscriber.next(event))
      .then(() => subscriber.complete())
      .catch((error: unknown) => subscriber.error(error));
    return () => stop.abort();
  });
}

/** The model that `train` ends with. Rejects with the errors of `train`; where the signal is aborted, with its reason. */
export async function fit(options: TrainOptions, { signal }: FitOptions = {}): Promise<ModelFile> {
  let model: ModelFile | undefined;
  try {
    await trainOnce(options, signal ?? new AbortController().signal, (event) => {
      if (event.type === 'finished') model = event.model;
    });
  } finally {
    signal?.throwIfAborted();
  }
  return defined(model, 'model at the end of the run');
}

async function trainOnce(
  options: TrainOptions,
  signal: AbortSignal,
  tell: (event: TrainingEvent) => void,
): Promise<void> {
  const started = new Date().toISOString();
  const began = performance.now();
  const elapsed = () => performance.now() - began;
  const { raw } = await withGraphFile({ raw: options.config, where: () => '' }, '');
  const config = checkConfig(raw);
  const data = inputsOf(options.data);
  const { rangeBytes, requiredGap = {}, mayBlock = false, trace = 0 } = options;
  checkArguments(options);
  checkTrace(trace, config.solver);
  // The default minibatches are too small for several workers.
  const { batchSize = 1 } = config.sgd;
  const rowsOptions = { config, data, rangeBytes, mayBlock, batchSize, tell, signal };
  await withRows(rowsOptions, async (rows) => {
    const { resolved, choice, exactHelps } = chooseSolver(config, rows);
    for (const event of choiceEvents(config, choice)) tell(event);
    checkTrace(trace, resolved.solver);
    const loaded = await load(rows, resolved);
    const fitted = await fitModel(loaded, resolved, {
      ...{ elapsed, tell, trace },
      stopped: () => signal.aborted,
    });
    if (fitted === undefined) return;
    for (const event of droppedWarnings(config, fitted.exact)) tell(event);
    requireGap(fitted.certificate, requiredGap, resolved.solver);
    for (const event of endingEvents({ ...fitted, config: resolved, choice, exactHelps })) tell(event);
    const { engine, workers, moments } = loaded;
    const trained = { ...loaded, ...fitted, config: resolved, solver: choice };
    const contents = contentsPartsOf(trained);
    const table = { workers, moments, blockRows: config.blockRows };
    const metrics = await metricsOf(evaluatedModelOf(contents), table);
    const host = { started, workers: workers.workers, memory: config.memory };
    const run = runFacts({ ...host, seconds: elapsed() / 1000 });
    const model = modelOf(trained, { contents, metrics, run });
    const near = model.nearlyDependent;
    if (near !== undefined) tell({ type: 'warning', text: nearDependenceText(near) });
    tell({ type: 'finished', model, shardsPerWorker: engine.shardsPerWorker() });
  });
}

/** Throws a `UsageError` for numbers with which the run would never end or a demand would never be made. */
function checkArguments({ rangeBytes, requiredGap = {} }: TrainOptions): void {
  const check = (
    name: string,
    value: number | undefined,
    expected: string,
    isRight: (n: number) => boolean,
  ) => {
    if (value === undefined || (typeof value === 'number' && isRight(value))) return;
    throw new UsageError('USAGE_ARGUMENT', `${name}: expected ${expected}, got ${shortened(String(value))}`);
  };
  const isGap = (gap: number) => Number.isFinite(gap) && gap > 0;
  check(
    'rangeBytes',
    rangeBytes,
    'a whole number from 1 to 2 ** 30',
    (n) => Number.isInteger(n) && n >= 1 && n <= 2 ** 30,
  );
  check('requiredGap.relative', requiredGap.relative, 'a number greater than 0', isGap);
  check('requiredGap.absolute', requiredGap.absolute, 'a number greater than 0', isGap);
}
