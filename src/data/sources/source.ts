/**
 * Sources of a table: each gives its header and then batches of bytes, in order. From the batch on there is one path:
 * a worker decodes it (`decode-batch.ts`), whether the bytes lie in a file that the worker reads itself or came through
 * a pipe. A table in memory has numbers in place of bytes.
 */
import type { Columns } from '../columns.js';
import type { Header } from '../header.js';

/**
 * Bytes [from, to) of a regular file, for the worker to read. Its records are those that begin at a boundary in (from, to],
 * the first one of the file included.
 */
export interface ByteRange {
  /** For messages. */
  readonly name: string;
  /** The file’s descriptor, open for all threads of the process. */
  readonly descriptor: number;
  readonly from: number;
  readonly to: number;
  /** Bytes of the header: the first row begins here. */
  readonly body: number;
  /** Bytes of the file. */
  readonly size: number;
}

export type Batch =
  | { readonly range: ByteRange }
  /** Whole records, except where the source saw `mostRecordBytes` without an end of the record: `endless`. */
  | { readonly bytes: Uint8Array<ArrayBuffer>; readonly endless: boolean }
  /** Rows that are numbers already, as they lie when they are decoded. */
  | { readonly numbers: Float64Array<ArrayBuffer> };

/** How many bytes of its source a batch is. */
export function bytesOf(batch: Batch): number {
  if ('range' in batch) return batch.range.to - batch.range.from;
  return 'bytes' in batch ? batch.bytes.length : batch.numbers.byteLength;
}

/** Which fields are read, and where their numbers go. */
export type ReadColumns = Pick<Columns, 'slots' | 'width'>;

/** A table being read. `next` is called one at a time. */
export interface Source {
  readonly name: string;
  /** Infinity where it is not known, as with a pipe. */
  readonly size: number;
  readonly header: Header;
  /** Where the header is, for messages. */
  readonly where: string;
  /** Of sources that give numbers: called before the first batch. */
  read?(columns: ReadColumns): void;
  /** Undefined after the last batch. */
  next(): Promise<Batch | undefined>;
  /** Throws a `DataError` that says how the file has changed since it was opened, before bytes of it are relied on again. */
  checkUnchanged(): Promise<void>;
  /**
   * After the last batch: bytes and hash of what was read, given the hashes of its ranges in order. Throws a `DataError`
   * where the file has changed meanwhile.
   */
  identity(rangeHashes: readonly string[]): Promise<{ readonly bytes: number; readonly hash: string }>;
  close(): Promise<void>;
}

/** What the model file says of an input. */
export interface FileRecord {
  readonly name: string;
  readonly bytes: number;
  readonly rows: number;
  readonly hash: string;
}
