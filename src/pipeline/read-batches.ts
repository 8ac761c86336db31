/**
 * Batches of all inputs on their way through the workers: pulled and decoded ahead, taken in order. What begins where
 * among the lines, rows and quotes of a file follows from what is counted in the batches before.
 */
import { checkSameHeader } from '../data/columns.js';
import { type Fault, faultError, type Origin } from '../data/decode.js';
import type { BatchFacts } from '../data/decode-batch.js';
import { openSource } from '../data/sources/open-source.js';
import {
  type Batch,
  bytesOf,
  type FileRecord,
  type ReadColumns,
  type Source,
} from '../data/sources/source.js';
import { type Input, nameOf } from '../data/sources/table-data.js';
import { type DataError, defined } from '../errors.js';

export interface BatchesOptions<Columns, Decoded> {
  readonly inputs: readonly Input[];
  /** Bytes of a batch. */
  readonly rangeBytes?: number | undefined;
  /** The columns to read, by the header of the first input; `where` it is. Called before the first batch is decoded. */
  readonly open: (where: string, fields: readonly string[]) => Columns;
  /** Without `insideQuotes` by a guess of it. */
  readonly decode: (batch: Batch, insideQuotes?: boolean) => Promise<Decoded>;
  /** The error of a fault; by default the fault itself. */
  readonly faultOf?: (fault: Fault, origin: Origin, batch: Batch, decoded: Decoded) => DataError;
}

/** An input on its way through the workers, and what is counted in the batches taken. */
interface OpenInput {
  readonly source: Source;
  readonly hashes: string[];
  rows: number;
  /** Line feeds before the next batch. */
  lines: number;
  /** Whether the next batch begins inside quotes. */
  insideQuotes: boolean;
}

interface Work {
  readonly from: OpenInput;
  readonly batch: Batch;
}

interface DecodedWork<Decoded> extends Work {
  readonly decoded: Decoded;
}

export class BatchReading<
  Columns extends ReadColumns & { readonly header: readonly string[] },
  Decoded extends BatchFacts,
> {
  readonly #options: BatchesOptions<Columns, Decoded>;
  readonly #inputs: OpenInput[] = [];
  readonly #decoding = new Set<Promise<unknown>>();
  /** The batch that is being read. */
  #next: Promise<Work | undefined> | undefined;
  readonly #stop = new AbortController();
  #columns: Columns | undefined;
  /** Of the batches taken. */
  bytes = 0;
  rows = 0;

  constructor(options: BatchesOptions<Columns, Decoded>) {
    this.#options = options;
  }

  /** Throws before the first header has been read. */
  get columns(): Columns {
    return defined(this.#columns, 'header that has been read');
  }

  /** Ends waiting for a pipe. */
  stop(): void {
    this.#stop.abort();
  }

  next(): Promise<Work | undefined> {
    this.#next = this.#read();
    return this.#next;
  }

  /** The next batch; the header of each input is read here, before any of its rows is decoded. */
  async #read(): Promise<Work | undefined> {
    for (;;) {
      const from = this.#inputs.at(-1);
      const batch = await from?.source.next();
      if (from !== undefined && batch !== undefined) return { from, batch };
      const input = this.#options.inputs[this.#inputs.length];
      if (input === undefined) return undefined;
      await this.#open(input);
    }
  }

  async #open(input: Input): Promise<void> {
    const { inputs, open, rangeBytes } = this.#options;
    const source = await openSource(input, rangeBytes, this.#stop.signal);
    const { header, where } = source;
    this.#inputs.push({ source, hashes: [], rows: 0, lines: header.lines, insideQuotes: false });
    if (this.#columns === undefined) this.#columns = open(where, header.fields);
    else checkSameHeader(where, header.fields, nameOf(defined(inputs[0], 'input')), this.#columns);
    source.read?.(this.#columns);
  }

  async decode({ from, batch }: Work): Promise<DecodedWork<Decoded>> {
    return { from, batch, decoded: await this.#ask(batch) };
  }

  async #ask(batch: Batch, insideQuotes?: boolean): Promise<Decoded> {
    const asked = this.#options.decode(batch, insideQuotes);
    this.#decoding.add(asked);
    try {
      return await asked;
    } finally {
      this.#decoding.delete(asked);
    }
  }

  /** Called in order: the batch decoded again where it was taken to begin inside quotes and does not, or the other way round. */
  async confirm(work: DecodedWork<Decoded>): Promise<DecodedWork<Decoded>> {
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
  take({ from, batch, decoded }: DecodedWork<Decoded>): Decoded {
    const { name } = from.source;
    const { faultOf = faultError } = this.#options;
    if (decoded.fault !== undefined)
      throw faultOf(decoded.fault, { file: name, linesBefore: from.lines }, batch, decoded);
    from.lines += decoded.lines;
    from.rows += decoded.rows;
    if (decoded.hash !== undefined) from.hashes.push(decoded.hash);
    this.bytes += bytesOf(batch);
    this.rows += decoded.rows;
    return decoded;
  }

  /** All inputs, when the last batch has been taken. Throws a `DataError` for one that has changed meanwhile. */
  files(): Promise<FileRecord[]> {
    return Promise.all(
      this.#inputs.map(async ({ source, rows, hashes }) => {
        const { bytes, hash } = await source.identity(hashes);
        return { name: source.name, bytes, rows, hash };
      }),
    );
  }

  /** Sources are closed once nobody reads from them; what waits for a pipe is ended. */
  async close(): Promise<void> {
    this.#stop.abort();
    await Promise.allSettled([this.#next, ...this.#decoding]);
    await Promise.all(this.#inputs.map(({ source }) => source.close()));
  }
}
