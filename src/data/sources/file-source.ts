/** A regular file as a source: ranges of bytes that workers read themselves. */
import type { BigIntStats } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { DataError } from '../../errors.js';
import { readFailure } from '../../files/file-errors.js';
import { visible } from '../../text/visible.js';
import { mostRecordBytes } from '../boundaries.js';
import { type Header, headerIn } from '../header.js';
import { hashOfRanges } from './range-hash.js';
import type { Batch, Source } from './source.js';

/** Enough for most headers. */
const firstBytes = 64 * 1024;

export class FileSource implements Source {
  readonly name: string;
  readonly size: number;
  readonly header: Header;
  readonly #handle: FileHandle;
  readonly #stats: BigIntStats;
  readonly #rangeBytes: number;
  #from = 0;

  private constructor(
    name: string,
    handle: FileHandle,
    stats: BigIntStats,
    header: Header,
    rangeBytes: number,
  ) {
    this.name = name;
    this.size = Number(stats.size);
    this.header = header;
    this.#handle = handle;
    this.#stats = stats;
    this.#rangeBytes = rangeBytes;
  }

  /** Reads the header; closes the handle if that fails. Throws a `DataError` for a bad header. */
  static async over(
    handle: FileHandle,
    stats: BigIntStats,
    name: string,
    rangeBytes: number,
  ): Promise<FileSource> {
    try {
      const header = await readHeader(handle, Number(stats.size), name);
      return new FileSource(name, handle, stats, header, rangeBytes);
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  get where(): string {
    return `${visible(this.name)}:${this.header.line}`;
  }

  async next(): Promise<Batch | undefined> {
    const from = this.#from;
    if (from >= this.size) return undefined;
    this.#from = Math.min(from + this.#rangeBytes, this.size);
    const { size, header, name } = this;
    const { fd: descriptor } = this.#handle;
    return { range: { name, descriptor, from, to: this.#from, body: header.length, size } };
  }

  async identity(rangeHashes: readonly string[]) {
    const now = await this.#handle.stat({ bigint: true });
    if (now.size !== this.#stats.size || now.mtimeNs !== this.#stats.mtimeNs) throw changedInput(this.name);
    return { bytes: this.size, hash: hashOfRanges(rangeHashes, this.#rangeBytes) };
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}

export function changedInput(name: string): DataError {
  const text = `${visible(name)}: the file changed while it was read; train again once it is complete`;
  return new DataError('DATA_CHANGED', text);
}

async function readHeader(handle: FileHandle, size: number, name: string): Promise<Header> {
  for (let length = firstBytes; ; length *= 2) {
    const bytes = new Uint8Array(Math.min(length, size));
    let filled = 0;
    while (filled < bytes.length) {
      const { bytesRead } = await read(handle, bytes, filled, name);
      if (bytesRead === 0) throw changedInput(name);
      filled += bytesRead;
    }
    const header = headerIn(bytes, filled === size, name, mostRecordBytes);
    if (header !== undefined) return header;
  }
}

async function read(handle: FileHandle, bytes: Uint8Array, from: number, name: string) {
  try {
    return await handle.read(bytes, from, bytes.length - from, from);
  } catch (error) {
    throw readFailure(error, name, 'data file');
  }
}
