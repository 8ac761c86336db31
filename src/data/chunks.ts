/**
 * Cuts files into chunks of whole records, each in a buffer of its own.
 *
 * A cut lies behind a line break outside quotes. What is left behind the last cut is carried to the next chunk. Chunks
 * are a matter of reading alone and never show in a sum.
 */
import { lastBorder } from './borders.js';
import type { Fault } from './decode.js';
import { headerStart } from './header.js';
import { type RangeHash, SourceFile } from './source.js';

/** A chunk of a file. Its records are the first `length` bytes of the buffer. */
export interface Chunk<Buffer> {
  readonly file: number;
  readonly buffer: Buffer;
  readonly length: number;
  /** Whether the first record is the file's first: its header. */
  readonly first: boolean;
  /** So many line breaks are in it at most, where that is known. */
  readonly mostLines?: number;
  /** Why the file cannot be read on from the chunk's first byte. */
  readonly fault?: Fault;
}

/** Where chunks lie: `take` gives a buffer of at least so many bytes, `release` takes one back. */
export interface Buffers<Buffer extends { readonly bytes: Uint8Array }> {
  take(bytes: number): Buffer;
  release(buffer: Buffer): void;
  /** A faster `lastBorder`, which counts line breaks as it goes. */
  scan?(buffer: Buffer, length: number): { readonly border: number; readonly lineBreaks: number };
  /** Hashes what was read elsewhere. */
  readonly newRange?: (() => RangeHash) | undefined;
}

/** The longest record there may be. */
export const mostRecordBytes = 16 * 1024 * 1024;

export class ChunkReader<Buffer extends { readonly bytes: Uint8Array }> {
  /** Files opened so far. */
  readonly files: SourceFile[] = [];
  readonly #paths: readonly string[];
  readonly #buffers: Buffers<Buffer>;
  #file: SourceFile | undefined;
  #first = true;
  #carry: Uint8Array = new Uint8Array(0);

  constructor(paths: readonly string[], buffers: Buffers<Buffer>) {
    this.#paths = paths;
    this.#buffers = buffers;
  }

  /** The next chunk, of about so many bytes, or undefined after the last file. One call at a time. */
  async next(bytes: number): Promise<Chunk<Buffer> | undefined> {
    for (let size = bytes; ; size *= 2) {
      const file = await this.#open();
      if (file === undefined) return undefined;
      const buffer = this.#buffers.take(this.#carry.length + size);
      buffer.bytes.set(this.#carry);
      const filled = this.#carry.length + (await file.read(buffer.bytes.subarray(this.#carry.length)));
      const ended = filled < buffer.bytes.length;
      const { border, lines } = this.#scan(buffer, filled);
      const cut = ended ? filled : border;
      const chunk = {
        ...{ file: this.files.length - 1, buffer, length: Math.max(cut, 0), first: this.#first },
        ...lines,
      };
      if (cut < 0 && filled > mostRecordBytes) return { ...chunk, fault: tooLong() };
      this.#carry = buffer.bytes.slice(chunk.length, filled);
      if (ended) await this.#close();
      // An empty chunk at the start of a file is an empty file, which the consumer refuses; elsewhere it is its end.
      if (cut > 0 || (ended && chunk.first)) {
        this.#first = ended;
        return chunk;
      }
      if (ended) this.#first = true;
      this.#buffers.release(buffer);
    }
  }

  /** Border −1 too where only what stands before a file's header ends: its first chunk holds the header. */
  #scan(buffer: Buffer, length: number) {
    const found = this.#buffers.scan?.(buffer, length);
    const border = found?.border ?? lastBorder(buffer.bytes, length);
    const early = this.#first && border <= headerStart(buffer.bytes.subarray(0, length)).start;
    return { border: early ? -1 : border, lines: found && { mostLines: found.lineBreaks } };
  }

  async #open(): Promise<SourceFile | undefined> {
    const path = this.#paths[this.files.length];
    if (this.#file === undefined && path !== undefined) {
      this.#file = await SourceFile.open(path, this.#buffers.newRange);
      this.files.push(this.#file);
    }
    return this.#file;
  }

  async #close(): Promise<void> {
    await this.#file?.close();
    this.#file = undefined;
  }

  /** Closes what is open, when reading ends before its time. */
  async close(): Promise<void> {
    await this.#close();
  }
}

function tooLong(): Fault {
  const text = `a record longer than ${mostRecordBytes / 1024 / 1024} MiB begins here; a closing quote may be missing`;
  return { line: 0, column: 1, code: 'DATA_RECORD_TOO_LONG', text };
}
