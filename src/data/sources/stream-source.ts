/** Bytes that come one after the other, from a pipe or a decompressor, as a source: batches of whole records. */

import { visible } from '../../text/visible.js';
import { lastBoundary, mostRecordBytes } from '../boundaries.js';
import { type Header, headerIn } from '../header.js';
import { RangesHash, rangeBytes } from './range-hash.js';
import type { Batch, Source } from './source.js';

export interface ByteStream {
  /** May be left before its end, which releases what it reads from. */
  readonly chunks: AsyncIterable<Uint8Array>;
  /** After the last chunk: bytes and hash of the input, which a decompressor reads from. Without, those of the chunks. */
  readonly identity?: () => { readonly bytes: number; readonly hash: string };
}

/** About the bytes of a batch. */
const batchBytes = rangeBytes / 4;

export class StreamSource implements Source {
  readonly name: string;
  readonly size = Number.POSITIVE_INFINITY;
  readonly #stream: ByteStream;
  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly #hash = new RangesHash();
  readonly #batchBytes: number;
  #header: Header | undefined;
  #bytes = 0;
  /** Read, not yet given: it begins with a record. */
  #rest = new Uint8Array(0);
  #ended = false;

  private constructor(stream: ByteStream, name: string, bytes: number) {
    this.name = name;
    this.#stream = stream;
    this.#batchBytes = bytes;
    this.#chunks = stream.chunks[Symbol.asyncIterator]();
  }

  /** Reads the header; closes the stream if that fails. Throws a `DataError` for a bad header. */
  static async over(stream: ByteStream, name: string, bytes = batchBytes): Promise<StreamSource> {
    const source = new StreamSource(stream, name, bytes);
    try {
      for (let length = bytes; source.#header === undefined; length *= 2) {
        await source.#read(length);
        source.#header = headerIn(source.#rest, source.#ended, name, mostRecordBytes);
      }
      source.#rest = source.#rest.slice(source.header.length);
      return source;
    } catch (error) {
      await source.close();
      throw error;
    }
  }

  get header(): Header {
    if (this.#header === undefined) throw new Error('the header has not been read');
    return this.#header;
  }

  get where(): string {
    return `${visible(this.name)}:${this.header.line}`;
  }

  async next(): Promise<Batch | undefined> {
    for (let length = this.#batchBytes; ; length *= 2) {
      await this.#read(length);
      const { length: there } = this.#rest;
      const cut = this.#ended ? there : lastBoundary(this.#rest, there);
      if (cut > 0) return { bytes: this.#take(cut), endless: false };
      if (this.#ended) return undefined;
      if (there > mostRecordBytes) return { bytes: this.#take(there), endless: true };
    }
  }

  #take(length: number): Uint8Array<ArrayBuffer> {
    const bytes = this.#rest.slice(0, length);
    this.#rest = this.#rest.slice(length);
    return bytes;
  }

  /** Reads until at least so many bytes are there, or all are. */
  async #read(length: number): Promise<void> {
    const parts: Uint8Array[] = [this.#rest];
    let there = this.#rest.length;
    while (there < length && !this.#ended) {
      const { value, done } = await this.#chunks.next();
      if (done === true) {
        this.#ended = true;
        break;
      }
      this.#hash.add(value);
      this.#bytes += value.length;
      there += value.length;
      parts.push(value);
    }
    if (parts.length > 1) this.#rest = joined(parts, there);
  }

  /** Its bytes are read only once. */
  async checkUnchanged(): Promise<void> {
    return;
  }

  async identity() {
    return this.#stream.identity?.() ?? { bytes: this.#bytes, hash: this.#hash.digest() };
  }

  async close(): Promise<void> {
    await this.#chunks.return?.();
  }
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
