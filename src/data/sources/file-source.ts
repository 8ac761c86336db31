/** A regular file as a source: ranges of bytes that workers read themselves. */
import type { BigIntStats } from 'node:fs';
import { type FileHandle, stat } from 'node:fs/promises';
import { DataError } from '../../errors.js';
import { errorCode, readFailure } from '../../files/file-errors.js';
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

  async checkUnchanged(): Promise<void> {
    const [now, there] = await this.#statsNow();
    const { size, mtimeNs, dev, ino } = this.#stats;
    const sizes = `from ${size} to ${now.size} bytes`;
    if (now.size > size) throw changedInput(this.name, `it grew ${sizes}`);
    if (now.size < size) throw changedInput(this.name, `it shrank ${sizes}`);
    if (now.mtimeNs !== mtimeNs) throw changedInput(this.name, 'it was written to, and has the same size');
    if (there === undefined) throw changedInput(this.name, 'it was removed');
    if (there.ino !== ino || there.dev !== dev)
      throw changedInput(this.name, 'another file has its name now');
  }

  /** Of the open file, and of the one that the path names now. */
  async #statsNow(): Promise<readonly [BigIntStats, BigIntStats | undefined]> {
    try {
      const there = stat(this.name, { bigint: true }).catch((error: unknown) => {
        if (errorCode(error) === 'ENOENT') return undefined;
        throw error;
      });
      return await Promise.all([this.#handle.stat({ bigint: true }), there]);
    } catch (error) {
      throw readFailure(error, this.name, 'data file');
    }
  }

  async identity(rangeHashes: readonly string[]) {
    await this.checkUnchanged();
    return { bytes: this.size, hash: hashOfRanges(rangeHashes, this.#rangeBytes) };
  }

  async close(): Promise<void> {
    try {
      await this.#handle.close();
    } catch (error) {
      throw readFailure(error, this.name, 'data file');
    }
  }
}

export function changedInput(name: string, how: string): DataError {
  const text = `${visible(name)}: the file changed while it was read: ${how}; train again once it is complete`;
  return new DataError('DATA_CHANGED', text);
}

async function readHeader(handle: FileHandle, size: number, name: string): Promise<Header> {
  for (let length = firstBytes; ; length *= 2) {
    const bytes = new Uint8Array(Math.min(length, size));
    let filled = 0;
    while (filled < bytes.length) {
      const { bytesRead } = await read(handle, bytes, filled, name);
      if (bytesRead === 0) throw changedInput(name, 'it shrank');
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
