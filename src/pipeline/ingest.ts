/**
 * From files to decoded rows: sources give batches, workers decode them, and moments are taken of each block as soon as
 * its rows are there. This thread moves numbers, not bytes.
 */
import { concatMap, lastValueFrom, tap } from 'rxjs';
import { type Columns, chooseColumns, type FeatureChoice, orderedColumns } from '../data/columns.js';
import { faultError, notANumber } from '../data/decode.js';
import { Evidence } from '../data/evidence.js';
import { checkHoldout, type Holdout } from '../data/holdout.js';
import { bothMoments, type Moments, unpackMoments } from '../data/moments.js';
import { notNumericLines } from '../data/not-numeric.js';
import type { Batch, FileRecord } from '../data/sources/source.js';
import { type Input, nameOf } from '../data/sources/table-data.js';
import { survey } from '../data/survey.js';
import { mostTableRows } from '../data/table.js';
import { blocksTogether } from '../engines/passes-over-rows.js';
import type { DecodedBatch, Workers } from '../engines/workers.js';
import { DataError, defined } from '../errors.js';
import type { PredictableModel } from '../predict/predictable.js';
import { visible } from '../text/visible.js';
import type { Span } from '../train/minibatches.js';
import { GrowingTree } from '../train/tree-of-sums.js';
import { oneByOne, pullOnCredits, startInOrder } from './credits.js';
import type { Decoding } from './events.js';
import { BatchReading } from './read-batches.js';

export interface IngestOptions {
  readonly inputs: readonly Input[];
  readonly target: string;
  /** With a model, its features are read, and what its evaluation needs is kept: see `TableLayout.model`. */
  readonly features: FeatureChoice | { readonly model: PredictableModel };
  readonly blockRows: number;
  /** Bytes of a batch. */
  readonly rangeBytes?: number | undefined;
  /** How many batches may be ahead of the rows taken. */
  readonly credits: number;
  /** By default as many as a table can have. */
  readonly mostRows?: number;
  /** Rows that the moments leave out. */
  readonly leftOut?: Holdout | undefined;
  /** Ends waiting for a pipe. */
  readonly signal?: AbortSignal | undefined;
}

export interface Ingested {
  readonly columns: Columns;
  readonly moments: Moments;
  /** Columns of a decoded row in which rounding to float64 has lost digits that the files have, in ascending order. */
  readonly rounded: readonly number[];
  readonly files: readonly FileRecord[];
}

/** Reads all files; `report` is called after each batch. Rejects with the first error in the order of the input. */
export async function ingest(
  workers: Workers,
  options: IngestOptions,
  report: (event: Omit<Decoding, 'share'> & { readonly bytes: number }) => void,
): Promise<Ingested> {
  const { inputs, rangeBytes, credits, mostRows = mostTableRows } = options;
  const reading: BatchReading<Columns, DecodedBatch> = new BatchReading({
    ...{ inputs, rangeBytes },
    open: (where, fields) => openTable(workers, options, where, fields),
    decode: (batch, insideQuotes) => workers.decode(batch, insideQuotes),
    faultOf: (fault, origin, batch, { insideQuotes }) => {
      const error = faultError(fault, origin);
      const start = { batch, insideQuotes, linesBefore: origin.linesBefore };
      return fault.code === notANumber ? withAllColumns(error, start, reading, options) : error;
    },
  });
  const blocks = new BlockMoments(workers, options);
  const tree = new GrowingTree(bothMoments);
  const rounded = new Set<number>();
  const moments$ = pullOnCredits(
    () => reading.next(),
    (work) => reading.decode(work),
    credits,
  ).pipe(
    oneByOne((work) => reading.confirm(work)),
    tap((work) => {
      const decoded = reading.take(work);
      for (const column of decoded.rounded) rounded.add(column);
      workers.append(decoded);
      if (workers.rows > mostRows) throw tooManyRows(work.from.source.name, mostRows);
      report({ type: 'decoding', rows: workers.rows, bytes: reading.bytes });
    }),
    concatMap(() => blocks.whole(reading.columns.width)),
    startInOrder((some) => blocks.moments(some)),
    tap((moments) => tree.add(moments)),
  );
  const stop = () => reading.stop();
  options.signal?.addEventListener('abort', stop);
  try {
    options.signal?.throwIfAborted();
    await lastValueFrom(moments$, { defaultValue: undefined });
    if (workers.rows === 0) throw noRows(inputs);
    const last = await blocks.rest();
    if (last !== undefined) tree.add(last);
    return {
      columns: reading.columns,
      moments: defined(tree.whole(), 'row to train on'),
      rounded: [...rounded].sort((a, b) => a - b),
      files: await reading.files(),
    };
  } finally {
    options.signal?.removeEventListener('abort', stop);
    await reading.close();
  }
}

function openTable(
  workers: Workers,
  { target, features, blockRows, leftOut }: IngestOptions,
  where: string,
  fields: readonly string[],
): Columns {
  const model = 'model' in features ? features.model : undefined;
  const columns =
    'model' in features
      ? orderedColumns(
          where,
          fields,
          features.model.features.map(({ name }) => name),
          target,
        )
      : chooseColumns(where, fields, target, features);
  const { header, slots, width } = columns;
  workers.open({ header, slots, width, blockRows, leftOut, model });
  return columns;
}

/** The error of a cell that is not a number, and all columns of which that is so. */
function withAllColumns(
  error: DataError,
  start: { readonly batch: Batch; readonly insideQuotes: boolean; readonly linesBefore: number },
  { columns, rows }: BatchReading<Columns, DecodedBatch>,
  { features }: IngestOptions,
): DataError {
  // Of a model, no column can be left out.
  if ('model' in features) return error;
  const { slots } = columns;
  const evidence = new Evidence([...slots.keys()].filter((field) => slots[field]! >= 0));
  survey({ ...start, fields: slots.length }, evidence);
  const more = notNumericLines(evidence, rows, columns, features);
  return new DataError(error.code, [error.message, ...more].join('\n'));
}

/** The most blocks whose moments are taken and merged together: one by one they are asked for longer than they take. */
const mostTogether = 8;

/** Asks for the moments of each block once, in order, as soon as its rows are there. */
class BlockMoments {
  readonly #workers: Workers;
  readonly #options: Pick<IngestOptions, 'blockRows' | 'leftOut'>;
  /** Blocks whose moments have been asked for. */
  #blocks = 0;

  constructor(workers: Workers, options: Pick<IngestOptions, 'blockRows' | 'leftOut'>) {
    this.#workers = workers;
    this.#options = options;
  }

  /** Blocks whose rows have all been decoded and that were not given before, so many that it is worth asking. */
  *whole(width: number): Generator<Span> {
    const { blockRows, leftOut } = this.#options;
    const together = blocksTogether(blockRows * width, mostTogether);
    // Where rows are held out, those of the last block are known only once it is the last.
    const rows = leftOut === undefined ? this.#workers.rows : this.#workers.rows - 1;
    while ((this.#blocks + together) * blockRows <= rows) yield this.#next(together);
  }

  #next(count: number): Span {
    const from = this.#blocks;
    this.#blocks += count;
    return { from, to: this.#blocks };
  }

  async moments(blocks: Span): Promise<Moments | undefined> {
    const partial = await this.#workers.ask({ pass: 'columnMoments', input: new Float64Array() }, blocks);
    return partial && unpackMoments(partial);
  }

  /** Of all blocks that were not given before, once the last row has been appended; undefined where there are none. */
  async rest(): Promise<Moments | undefined> {
    const { rows } = this.#workers;
    const { blockRows, leftOut } = this.#options;
    if (leftOut !== undefined) checkHoldout({ ...leftOut, blockRows, rows });
    const left = Math.ceil(rows / blockRows) - this.#blocks;
    return left > 0 ? this.moments(this.#next(left)) : undefined;
  }
}

function noRows(inputs: readonly Input[]): DataError {
  const text = `${inputs.map(nameOf).map(visible).join(', ')}: there is a header but no row; at least one row is required`;
  return new DataError('DATA_NO_ROWS', text);
}

function tooManyRows(file: string, most: number): DataError {
  const text = `${visible(file)}: with this file there are more than ${most} rows, the most that can be trained on; give fewer files, or a part of them`;
  return new DataError('DATA_TOO_MANY_ROWS', text);
}
