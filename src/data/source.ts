/** Input files: bytes in order, with their size and a hash of what was read. */
import { createHash } from 'node:crypto';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { InputOutputError, MissingInputError } from '../errors.js';
import { inputFailure } from '../files/file-errors.js';

const rangeBytes = 4 * 1024 * 1024;

/** What the model file says of an input. */
export interface FileRecord {
  readonly name: string;
  readonly bytes: number;
  readonly rows: number;
  readonly hash: string;
}

/** SHA-256 in hexadecimal of bytes that come one behind the other. */
export interface RangeHash {
  add(bytes: Uint8Array): void;
  end(): string | Promise<string>;
}

function hashHere(): RangeHash {
  const hash = createHash('sha256');
  return { add: (bytes) => hash.update(bytes), end: () => hash.digest('hex') };
}

/** A file being read. `hash` is SHA-256 over the SHA-256 hashes of its 4 MiB ranges, in order. */
export class SourceFile {
  readonly name: string;
  /** Bytes when it was opened, Infinity where nobody knows, as with a pipe. */
  readonly size: number;
  bytesRead = 0;
  readonly #handle: FileHandle;
  readonly #hashes: (string | Promise<string>)[] = [];
  readonly #newRange: () => RangeHash;
  #range: RangeHash;
  #inRange = 0;

  private constructor(name: string, handle: FileHandle, size: number, newRange: () => RangeHash) {
    this.name = name;
    this.#newRange = newRange;
    this.#range = newRange();
    this.#handle = handle;
    this.size = size;
  }

  /** Throws a `MissingInputError` or a `PermissionError`. */
  static async open(path: string, newRange = hashHere): Promise<SourceFile> {
    try {
      const handle = await open(path, 'r');
      const stats = await handle.stat();
      if (!stats.isDirectory()) {
        return new SourceFile(path, handle, stats.isFile() ? stats.size : Infinity, newRange);
      }
      await handle.close();
    } catch (error) {
      throw inputFailure(error, path);
    }
    throw new MissingInputError('INPUT_IS_A_FOLDER', `${path}: is a folder; name the CSV files in it`);
  }

  /** Fills `into` as far as the file goes; fewer bytes only at its end. */
  async read(into: Uint8Array): Promise<number> {
    let filled = 0;
    while (filled < into.length) {
      let bytesRead: number;
      try {
        ({ bytesRead } = await this.#handle.read(into, filled, into.length - filled, null));
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        throw new InputOutputError(
          'INPUT_READ',
          `${this.name}: reading stopped at byte ${this.bytesRead}: ${reason}`,
        );
      }
      if (bytesRead === 0) {
        this.#endRange();
        break;
      }
      this.#hash(into.subarray(filled, filled + bytesRead));
      filled += bytesRead;
      this.bytesRead += bytesRead;
    }
    return filled;
  }

  #hash(bytes: Uint8Array): void {
    for (let from = 0; from < bytes.length; ) {
      const to = Math.min(bytes.length, from + rangeBytes - this.#inRange);
      this.#range.add(bytes.subarray(from, to));
      this.#inRange += to - from;
      if (this.#inRange === rangeBytes) this.#endRange();
      from = to;
    }
  }

  #endRange(): void {
    if (this.#inRange === 0) return;
    const hash = this.#range.end();
    // Whoever asks for the digest hears of a failure; where reading ends before its time, nobody does.
    if (typeof hash !== 'string') hash.catch(() => undefined);
    this.#hashes.push(hash);
    this.#range = this.#newRange();
    this.#inRange = 0;
  }

  /** After the last read. */
  async digest(): Promise<string> {
    this.#endRange();
    const hashes = await Promise.all(this.#hashes);
    return `sha256-4MiB:${createHash('sha256').update(hashes.join(''), 'hex').digest('hex')}`;
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}

async function isPipe(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFIFO();
  } catch (error) {
    throw inputFailure(error, path);
  }
}

/** Sizes of all files (Infinity where nobody knows), so that one that cannot be read is told before any other is. Throws as `SourceFile.open`. */
export async function inspectFiles(paths: readonly string[]): Promise<number[]> {
  const sizes: number[] = [];
  for (const path of paths) {
    // A pipe can be opened once only: what its writer has written would be lost with the first opening.
    if (await isPipe(path)) {
      sizes.push(Infinity);
      continue;
    }
    const file = await SourceFile.open(path);
    sizes.push(file.size);
    await file.close();
  }
  return sizes;
}
