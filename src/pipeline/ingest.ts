/**
 * From files to rows in shared memory: bytes → chunks of records → rows, and the moments of each block as soon as its
 * rows are there.
 */
import { concatMap, lastValueFrom, tap } from 'rxjs';
import { type Chunk, ChunkReader } from '../data/chunks.js';
import { type Columns, checkSameHeader, chooseColumns, type FeatureChoice } from '../data/columns.js';
import { type Fault, faultError, type Layout } from '../data/decode.js';
import { readHeader } from '../data/header.js';
import { holdoutError, type LeftOut } from '../data/holdout.js';
import { bothMoments, type Moments } from '../data/moments.js';
import { type Segment, Segments } from '../data/segments.js';
import type { FileRecord } from '../data/source.js';
import { mostTableRows } from '../data/table.js';
import { blocksTogether, decodedBlock } from '../engines/threads/decoded-passes.js';
import type { DecodedBlock, Shared } from '../engines/threads/messages.js';
import { share } from '../engines/threads/shared.js';
import type { Workers } from '../engines/threads/workers.js';
import { DataError, defined } from '../errors.js';
import { GrowingTree } from '../train/tree-of-sums.js';
import { type SharedBuffer, SharedBuffers } from './buffers.js';
import { pullOnCredits, startInOrder } from './credits.js';
import type { Decoding } from './events.js';

export interface IngestOptions {
  readonly paths: readonly string[];
  readonly target: string;
  readonly features: FeatureChoice;
  readonly blockRows: number;
  /** About the bytes of a chunk. */
  readonly chunkBytes: number;
  /** How many chunks may be ahead of the rows taken. */
  readonly credits: number;
  /** Without it as many as a table can have. */
  readonly mostRows?: number;
  /** Rows that the moments leave out. */
  readonly leftOut?: Omit<LeftOut, 'from'> | undefined;
}

export interface Ingested {
  readonly columns: Columns;
  readonly segments: Segments;
  readonly moments: Moments;
  readonly files: readonly FileRecord[];
}

/** Reads all files; `told` hears how far it has come. Rejects with the first error in the order of the input. */
export async function ingest(
  threads: Workers,
  options: IngestOptions,
  told: (event: Omit<Decoding, 'share'> & { readonly bytes: number }) => void,
): Promise<Ingested> {
  const reading = new Reading(threads, options);
  const tree = new GrowingTree(bothMoments);
  const moments$ = pullOnCredits(
    () => reading.next(),
    (work) => reading.decode(work),
    options.credits,
  ).pipe(
    tap((chunk) => {
      reading.take(chunk);
      told({ type: 'decoding', rows: reading.rows, bytes: reading.bytes });
    }),
    concatMap(() => reading.wholeBlocks()),
    startInOrder((blocks) => reading.moments(blocks)),
    tap((moments) => tree.add(moments)),
  );
  try {
    await lastValueFrom(moments$, { defaultValue: undefined });
    return await reading.end(tree);
  } finally {
    await reading.close();
  }
}

/** The most blocks whose moments are taken and merged together: one by one they are asked for longer than they take. */
const mostTogether = 8;

/** A chunk on its way to a worker. */
interface Work extends Chunk<SharedBuffer> {
  /** Bytes and line breaks of the file's header at its start. */
  readonly header: { readonly length: number; readonly lines: number };
}

interface DecodedChunk extends Segment {
  readonly work: Work;
  readonly lines: number;
  readonly fault?: Fault;
}

function tooManyRows(file: string, most: number): DataError {
  const text = `${file}: with this file there are more than ${most} rows, the most that can be trained on; give fewer files, or a part of them`;
  return new DataError('DATA_TOO_MANY_ROWS', text);
}

const noHeader = { length: 0, lines: 0 };

/** What is known so far while files are read. */
class Reading {
  readonly #threads: Workers;
  readonly #options: IngestOptions;
  readonly #buffers: SharedBuffers;
  readonly #reader: ChunkReader<SharedBuffer>;
  #known: { columns: Columns; layout: Shared<Layout>; segments: Segments } | undefined;
  readonly #rowsOf: number[] = [];
  #lines = 0;
  #blocks = 0;
  bytes = 0;

  constructor(threads: Workers, options: IngestOptions) {
    this.#threads = threads;
    this.#options = options;
    this.#buffers = new SharedBuffers(threads);
    this.#reader = new ChunkReader(options.paths, this.#buffers);
  }

  get rows(): number {
    return this.#known?.segments.rows ?? 0;
  }

  /** The next chunk; the header of each file is read here, before any of its rows is decoded. */
  async next(): Promise<Work | undefined> {
    const chunk = await this.#reader.next(this.#options.chunkBytes);
    if (chunk === undefined) return undefined;
    if (!chunk.first || chunk.fault !== undefined) return { ...chunk, header: noHeader };
    const name = this.#name(chunk.file);
    const header = readHeader(chunk.buffer.bytes.subarray(0, chunk.length), name);
    const where = `${name}:${header.line}`;
    if (this.#known === undefined) {
      const columns = chooseColumns(where, header.fields, this.#options.target, this.#options.features);
      const { header: names, slots, width } = columns;
      const layout = share<Layout>(this.#threads.memory, { header: names, slots, width });
      this.#known = { columns, layout, segments: new Segments(width) };
    } else {
      checkSameHeader(where, header.fields, this.#name(0), this.#known.columns);
    }
    return { ...chunk, header };
  }

  async decode(work: Work): Promise<DecodedChunk> {
    if (work.fault !== undefined)
      return { work, address: 0, onDisk: false, rows: 0, lines: 0, fault: work.fault };
    const { layout } = this.#sure();
    const { address } = work.buffer;
    const bytes = { address: address + work.header.length, length: work.length - work.header.length };
    const { mostLines = bytes.length } = work;
    const { answer } = await this.#threads.ask('decode', { bytes, mostLines, layout });
    this.#buffers.release(work.buffer);
    return { ...answer, work };
  }

  /** Takes the next chunk in order; throws the `DataError` for its fault. */
  take({ work, address, onDisk, rows, lines, fault }: DecodedChunk): void {
    if (work.first) this.#lines = work.header.lines;
    if (fault !== undefined)
      throw faultError(fault, { file: this.#name(work.file), linesBefore: this.#lines });
    this.#lines += lines;
    this.bytes += work.length;
    this.#rowsOf[work.file] = (this.#rowsOf[work.file] ?? 0) + rows;
    this.#sure().segments.add({ address, onDisk, rows });
    const { mostRows = mostTableRows } = this.#options;
    if (this.rows > mostRows) throw tooManyRows(this.#name(work.file), mostRows);
  }

  /** Blocks whose rows have all been decoded and that were not given before, so many that it is worth asking. */
  *wholeBlocks(): Generator<DecodedBlock[]> {
    const known = this.#known;
    if (known === undefined) return;
    const { blockRows } = this.#options;
    const together = blocksTogether(blockRows * known.columns.width, mostTogether);
    while ((this.#blocks + together) * blockRows <= this.rows) yield this.#next(together);
  }

  #next(count: number): DecodedBlock[] {
    const options = { ...this.#options, segments: this.#sure().segments };
    return Array.from({ length: count }, () => decodedBlock(options, this.#blocks++));
  }

  async moments(blocks: readonly DecodedBlock[]): Promise<Moments | undefined> {
    const { width } = this.#sure().columns;
    const { answer } = await this.#threads.ask('moments', { blocks, width });
    return answer.moments;
  }

  /** All there is, when the last chunk has been taken; the tree has the moments of the blocks given before. */
  async end(tree: GrowingTree<Moments | undefined>): Promise<Ingested> {
    const { columns, segments } = this.#sure();
    if (segments.rows === 0) {
      const text = `${this.#options.paths.join(', ')}: there is a header but no row; at least one row is required`;
      throw new DataError('DATA_NO_ROWS', text);
    }
    const left = Math.ceil(segments.rows / this.#options.blockRows) - this.#blocks;
    if (left > 0) tree.add(await this.moments(this.#next(left)));
    const moments = tree.whole();
    if (moments === undefined) {
      const { share } = defined(this.#options.leftOut, 'row left out');
      throw holdoutError(share, segments.rows, 'train on');
    }
    const files = await Promise.all(
      this.#reader.files.map(async (file, number) => ({
        name: file.name,
        bytes: file.bytesRead,
        rows: defined(this.#rowsOf[number], `chunk of ${file.name}`),
        hash: await file.digest(),
      })),
    );
    return { columns, segments, moments, files };
  }

  async close(): Promise<void> {
    await this.#reader.close();
  }

  #name(file: number): string {
    return defined(this.#options.paths[file], `file ${file}`);
  }

  #sure() {
    if (this.#known === undefined) throw new Error('no header has been read');
    return this.#known;
  }
}
