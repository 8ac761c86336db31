/**
 * From files to decoded rows: sources give batches, workers decode them, and moments are taken of each block as soon as
 * its rows are there. This thread moves numbers, not bytes: where each batch begins among the lines, rows and quotes of
 * its file follows from what is counted in those before.
 */
import { concatMap, lastValueFrom, tap } from 'rxjs';
import { type Columns, checkSameHeader, chooseColumns, type FeatureChoice } from '../data/columns.js';
import { type Fault, faultError, notANumber } from '../data/decode.js';
import { Evidence } from '../data/evidence.js';
import { checkHoldout, type Holdout } from '../data/holdout.js';
import { bothMoments, type Moments, unpackMoments } from '../data/moments.js';
import { notNumericLines } from '../data/not-numeric.js';
import { openSource } from '../data/sources/open-source.js';
import type { Batch, FileRecord, Source } from '../data/sources/source.js';
import { survey } from '../data/survey.js';
import { mostTableRows } from '../data/table.js';
import { blocksTogether } from '../engines/passes-over-rows.js';
import type { DecodedBatch, Workers } from '../engines/workers.js';
import { DataError, defined } from '../errors.js';
import { visible } from '../text/visible.js';
import { GrowingTree } from '../train/tree-of-sums.js';
import { oneByOne, pullOnCredits, startInOrder } from './credits.js';
import type { Decoding } from './events.js';

export interface IngestOptions {
  readonly paths: readonly string[];
  readonly target: string;
  readonly features: FeatureChoice;
  readonly blockRows: number;
  /** Bytes of a batch. */
  readonly rangeBytes?: number | undefined;
  /** How many batches may be ahead of the rows taken. */
  readonly credits: number;
  /** By default as many as a table can have. */
  readonly mostRows?: number;
  /** Rows that the moments leave out. */
  readonly leftOut?: Holdout | undefined;
  /** Ends reading, also while it waits for a pipe. */
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
  const reading = new Reading(workers, options);
  const tree = new GrowingTree(bothMoments);
  const moments$ = pullOnCredits(
    () => reading.next(),
    (work) => reading.decode(work),
    options.credits,
  ).pipe(
    oneByOne((decoded) => reading.confirm(decoded)),
    tap((decoded) => {
      reading.take(decoded);
      report({ type: 'decoding', rows: workers.rows, bytes: reading.bytes });
    }),
    concatMap(() => reading.wholeBlocks()),
    startInOrder((blocks) => reading.moments(blocks)),
    tap((moments) => tree.add(moments)),
  );
  const stop = () => reading.stop();
  options.signal?.addEventListener('abort', stop);
  try {
    options.signal?.throwIfAborted();
    await lastValueFrom(moments$, { defaultValue: undefined });
    return await reading.end(tree);
  } finally {
    options.signal?.removeEventListener('abort', stop);
    await reading.close();
  }
}

/** The most blocks whose moments are taken and merged together: one by one they are asked for longer than they take. */
const mostTogether = 8;

/** A source on its way through the workers, and what is counted in the batches taken. */
interface OpenSource {
  readonly source: Source;
  readonly hashes: string[];
  rows: number;
  /** Line feeds before the next batch. */
  lines: number;
  /** Whether the next batch begins inside quotes. */
  insideQuotes: boolean;
}

interface Work {
  readonly from: OpenSource;
  readonly batch: Batch;
}

interface DecodedWork extends Work {
  readonly decoded: DecodedBatch;
}

/** What is known so far while sources are read. */
class Reading {
  readonly #workers: Workers;
  readonly #options: IngestOptions;
  readonly #sources: OpenSource[] = [];
  #columns: Columns | undefined;
  /** Blocks whose moments have been asked for. */
  #blocks = 0;
  readonly #rounded = new Set<number>();
  readonly #decoding = new Set<Promise<unknown>>();
  /** The batch that is being read. */
  #next: Promise<Work | undefined> | undefined;
  readonly #stop = new AbortController();
  bytes = 0;

  constructor(workers: Workers, options: IngestOptions) {
    this.#workers = workers;
    this.#options = options;
  }

  /** Ends waiting for a pipe. */
  stop(): void {
    this.#stop.abort();
  }

  next(): Promise<Work | undefined> {
    this.#next = this.#read();
    return this.#next;
  }

  /** The next batch; the header of each source is read here, before any of its rows is decoded. */
  async #read(): Promise<Work | undefined> {
    for (;;) {
      const from = this.#sources.at(-1);
      const batch = await from?.source.next();
      if (from !== undefined && batch !== undefined) return { from, batch };
      const path = this.#options.paths[this.#sources.length];
      if (path === undefined) return undefined;
      await this.#open(path);
    }
  }

  async #open(path: string): Promise<void> {
    const { target, features, blockRows, leftOut, rangeBytes } = this.#options;
    const source = await openSource(path, rangeBytes, this.#stop.signal);
    const { header } = source;
    this.#sources.push({ source, hashes: [], rows: 0, lines: header.lines, insideQuotes: false });
    const where = `${visible(path)}:${header.line}`;
    if (this.#columns !== undefined) {
      checkSameHeader(where, header.fields, defined(this.#options.paths[0], 'file'), this.#columns);
      return;
    }
    this.#columns = chooseColumns(where, header.fields, target, features);
    const { header: names, slots, width } = this.#columns;
    this.#workers.open({ header: names, slots, width, blockRows, leftOut });
  }

  async decode({ from, batch }: Work): Promise<DecodedWork> {
    return { from, batch, decoded: await this.#ask(batch) };
  }

  async #ask(batch: Batch, insideQuotes?: boolean): Promise<DecodedBatch> {
    const asked = this.#workers.decode(batch, insideQuotes);
    this.#decoding.add(asked);
    try {
      return await asked;
    } finally {
      this.#decoding.delete(asked);
    }
  }

  /** Called in order: the batch decoded again where it was taken to begin inside quotes and does not, or the other way round. */
  async confirm(work: DecodedWork): Promise<DecodedWork> {
    const { from, batch, decoded } = work;
    const { insideQuotes } = from;
    from.insideQuotes = insideQuotes !== decoded.oddQuotes;
    const isRight = decoded.insideQuotes === insideQuotes;
    if (isRight && decoded.fault === undefined) return work;
    // Bytes are read again here, or for the message; and what looks like a fault may be half of a change.
    await from.source.checkUnchanged();
    return isRight ? work : { ...work, decoded: await this.#ask(batch, insideQuotes) };
  }

  /** Takes the next batch in order; throws the `DataError` for its fault. */
  take({ from, batch, decoded }: DecodedWork): void {
    const { name } = from.source;
    if (decoded.fault !== undefined) throw this.#faultOf(decoded.fault, { from, batch, decoded });
    from.lines += decoded.lines;
    from.rows += decoded.rows;
    if (decoded.hash !== undefined) from.hashes.push(decoded.hash);
    this.bytes += 'range' in batch ? batch.range.to - batch.range.from : batch.bytes.length;
    for (const column of decoded.rounded) this.#rounded.add(column);
    this.#workers.append(decoded);
    const { mostRows = mostTableRows } = this.#options;
    if (this.#workers.rows > mostRows) throw tooManyRows(name, mostRows);
  }

  /** The first error, and where a cell is not a number, all columns of which that is so. */
  #faultOf(fault: Fault, { from, batch, decoded }: DecodedWork): DataError {
    const linesBefore = from.lines;
    const error = faultError(fault, { file: from.source.name, linesBefore });
    if (fault.code !== notANumber) return error;
    const { slots } = this.#known;
    const evidence = new Evidence([...slots.keys()].filter((field) => slots[field]! >= 0));
    survey({ batch, linesBefore, insideQuotes: decoded.insideQuotes, fields: slots.length }, evidence);
    const more = notNumericLines(evidence, this.#workers.rows, this.#known, this.#options.features);
    return new DataError(error.code, [error.message, ...more].join('\n'));
  }

  /** Blocks whose rows have all been decoded and that were not given before, so many that it is worth asking. */
  *wholeBlocks(): Generator<{ readonly from: number; readonly to: number }> {
    const { blockRows, leftOut } = this.#options;
    const together = blocksTogether(blockRows * this.#known.width, mostTogether);
    // Where rows are held out, those of the last block are known only once it is the last.
    const rows = leftOut === undefined ? this.#workers.rows : this.#workers.rows - 1;
    while ((this.#blocks + together) * blockRows <= rows) yield this.#nextBlocks(together);
  }

  #nextBlocks(count: number) {
    const from = this.#blocks;
    this.#blocks += count;
    return { from, to: this.#blocks };
  }

  async moments(blocks: { readonly from: number; readonly to: number }): Promise<Moments | undefined> {
    const partial = await this.#workers.ask({ pass: 'columnMoments', input: new Float64Array() }, blocks);
    return partial && unpackMoments(partial);
  }

  /** All there is, when the last batch has been taken; the tree has the moments of the blocks given before. */
  async end(tree: GrowingTree<Moments | undefined>): Promise<Ingested> {
    const { rows } = this.#workers;
    if (rows === 0) {
      const text = `${this.#options.paths.map(visible).join(', ')}: there is a header but no row; at least one row is required`;
      throw new DataError('DATA_NO_ROWS', text);
    }
    const { blockRows, leftOut } = this.#options;
    if (leftOut !== undefined) checkHoldout({ ...leftOut, blockRows, rows });
    const left = Math.ceil(rows / blockRows) - this.#blocks;
    if (left > 0) tree.add(await this.moments(this.#nextBlocks(left)));
    const moments = defined(tree.whole(), 'row to train on');
    const files = await Promise.all(
      this.#sources.map(async ({ source, rows: count, hashes }) => {
        const { bytes, hash } = await source.identity(hashes);
        return { name: source.name, bytes, rows: count, hash };
      }),
    );
    const rounded = [...this.#rounded].sort((a, b) => a - b);
    return { columns: this.#known, moments, rounded, files };
  }

  /** Sources are closed once nobody reads from them; what waits for a pipe is ended. */
  async close(): Promise<void> {
    this.#stop.abort();
    await Promise.allSettled([this.#next, ...this.#decoding]);
    await Promise.all(this.#sources.map(({ source }) => source.close()));
  }

  get #known(): Columns {
    if (this.#columns === undefined) throw new Error('no header has been read');
    return this.#columns;
  }
}

function tooManyRows(file: string, most: number): DataError {
  const text = `${visible(file)}: with this file there are more than ${most} rows, the most that can be trained on; give fewer files, or a part of them`;
  return new DataError('DATA_TOO_MANY_ROWS', text);
}
