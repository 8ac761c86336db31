/**
 * Rows of CSV files as training takes them: read, some of them held out, standardized by those that are not. Every
 * command that looks at rows starts here, so that all see the same numbers.
 */
import type { Config } from '../config/check-config.js';
import type { Columns } from '../data/columns.js';
import type { Moments } from '../data/moments.js';
import { inspectFiles, repeatedFiles } from '../data/sources/open-source.js';
import type { FileRecord } from '../data/sources/source.js';
import { type Input, nameOf } from '../data/sources/table-data.js';
import { isBeyondSquares, type Standardization, standardization } from '../data/standardization.js';
import { passesOverRows } from '../engines/passes-over-rows.js';
import { startWorkers, workerCount } from '../engines/start-workers.js';
import type { Workers } from '../engines/workers.js';
import { defined } from '../errors.js';
import { prepareColumns } from '../solve/exact/prepared-columns.js';
import { meanOf, scaleOf } from '../solve/exact/standard.js';
import type { Runner } from '../solve/passes/block-pass.js';
import { quoted, visible } from '../text/visible.js';
import { standardizing } from './configured-model.js';
import type { Notice, TrainingEvent, Warning } from './events.js';
import { type Ingested, ingest } from './ingest.js';
import { withKnownMoments } from './known-moments.js';
import { planMemory } from './memory-plan.js';
import { version } from './run-facts.js';

export interface RowsOptions {
  readonly config: Config;
  /** CSV files with the same header, or tables. */
  readonly data: readonly Input[];
  /** Bytes that a worker reads at a time: the unit of the files' hashes. Changes nothing else. */
  readonly rangeBytes?: number | undefined;
  /** Whether this thread may do the work of small inputs; never changes the result. */
  readonly mayBlock: boolean;
  /** Rows of a training step, if steps are to be taken: large steps may be worth more threads. */
  readonly batchSize?: number;
  readonly tell?: (event: TrainingEvent) => void;
  /** Ends the work and its threads. */
  readonly signal?: AbortSignal;
}

/** Rows that the workers hold, until `withRows` ends. */
export interface PreparedRows {
  readonly workers: Workers;
  readonly columns: Columns;
  /** Of the rows to train on. */
  readonly moments: Moments;
  readonly standard: Standardization;
  readonly files: readonly FileRecord[];
  /** Runs passes over the rows to train on, in original units. */
  readonly passes: Runner;
}

/** What `use` makes of the rows. Rejects with its error too, and once the signal is aborted. */
export async function withRows<Result>(
  options: RowsOptions,
  use: (rows: PreparedRows) => Promise<Result>,
): Promise<Result> {
  const { config, data, mayBlock, batchSize = 1, tell, signal } = options;
  const bytes = (await inspectFiles(data)).reduce((sum, size) => sum + size, 0);
  const count = workerCount(config.workers, bytes, batchSize);
  signal?.throwIfAborted();
  const workers = await startWorkers(count, config.workers, mayBlock, planMemory(config, bytes));
  const close = () => workers.close();
  try {
    signal?.throwIfAborted();
    signal?.addEventListener('abort', close);
    tell?.({
      type: 'started',
      version,
      node: process.versions.node,
      files: data.map(nameOf),
      workers: count,
    });
    for (const [first, again] of await repeatedFiles(data.filter((input) => typeof input === 'string'))) {
      const same = again === first ? 'given before' : `the same file as ${visible(first)}`;
      tell?.({ type: 'notice', text: `${visible(again)} is ${same}; its rows are used again` });
    }
    const result = await use(await prepare(workers, bytes, options));
    await workers.end();
    return result;
  } finally {
    signal?.removeEventListener('abort', close);
    await close();
  }
}

/** `bytes` of all files together; 0 where it is not known. */
async function prepare(
  workers: Workers,
  bytes: number,
  { config, data: inputs, rangeBytes, tell, signal }: RowsOptions,
): Promise<PreparedRows> {
  const { blockRows, seed, stop, target, features: choice } = config;
  const leftOut = stop.validation === undefined ? undefined : { seed, fraction: stop.validation };
  const read = await ingest(
    workers,
    {
      ...{ inputs, target, features: choice, blockRows, rangeBytes, leftOut, signal },
      credits: workers.workers + 2,
    },
    ({ rows, bytes: done }) =>
      tell?.({ type: 'decoding', rows, share: bytes === 0 ? 1 : Math.min(1, done / bytes) }),
  );
  const { columns, moments } = read;
  const { features, width } = columns;
  const passes = withKnownMoments(passesOverRows(workers, { width, blockRows }), moments, blockRows);
  const standard = await standardizationOf(passes, config, moments, features);
  tell?.({ type: 'decoded', rows: workers.rows, features, target });
  for (const event of columnEvents(read, standard)) tell?.(event);
  return { ...read, workers, passes, standard };
}

/** Columns that are not as the files have them, or of no use. */
function columnEvents(
  { columns, rounded }: Ingested,
  { constant, mean }: Standardization,
): (Notice | Warning)[] {
  const { features, target } = columns;
  const named = (column: number) => {
    return `column ${quoted(defined([...features, target][column], 'name of a column'))}`;
  };
  const useless = (column: number): Notice => {
    return { type: 'notice', text: `${named(column)} is constant, so its weight is 0` };
  };
  const lossy = (column: number): Warning => {
    const lost = `${named(column)}: some values have more digits than float64 holds (15 to 17) and were rounded`;
    const text = constant.includes(column)
      ? `${lost}; all are then ${mean[column]}, so its weight is 0`
      : lost;
    return { type: 'warning', text };
  };
  return [...constant.filter((column) => !rounded.includes(column)).map(useless), ...rounded.map(lossy)];
}

/** From the moments that were gathered on the way; where float64 cannot square the values, from passes that scale them. */
async function standardizationOf(
  passes: Runner,
  config: Config,
  moments: Moments,
  features: readonly string[],
): Promise<Standardization> {
  const options = standardizing(config);
  const isPlain = !options.standardize && !options.center;
  if (isPlain || !isBeyondSquares(moments, features.length, options))
    return standardization(moments, features, options);
  const columns = await prepareColumns(passes, { ...options, l2Reg: 0 });
  return standardization(moments, features, {
    ...options,
    exactly: { mean: (j) => meanOf(columns, j), scale: (j) => scaleOf(columns, j) },
  });
}
