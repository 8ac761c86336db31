/**
 * Room for rows: a budget of memory that all threads share, and a file without a name for what goes beyond it.
 *
 * The file is unlinked as soon as it is open, so nothing is left behind however the process ends. Which rows lie where
 * depends on timing and never shows in a result.
 */
import { closeSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { InputOutputError } from '../errors.js';
import { errorCode } from '../files/file-errors.js';
import { removeStaleFiles, temporaryPath } from '../files/temporary-files.js';
import { allocate } from '../kernels/memory.js';
import { visible } from '../text/visible.js';

/** What a thread needs to join in; plain data. */
export interface SpillPlace {
  /** Address of three numbers: bytes of memory taken, bytes of the file taken, bytes of memory there are for rows. */
  readonly counters: number;
  /** The open file's descriptor, the same in all threads; −1 where there is surely memory enough. */
  readonly file: number;
}

const counterCount = 3;

/** One call of the system reads or writes at most so many bytes. */
const mostAtOnce = 2 ** 30;

export function openSpill(
  memory: WebAssembly.Memory,
  budget: number,
  folder: string | undefined,
): SpillPlace {
  const counters = allocate(memory, counterCount * BigInt64Array.BYTES_PER_ELEMENT);
  const place = { counters, file: folder === undefined ? -1 : openNameless(folder) };
  new Spill(memory, place).limit(budget);
  return place;
}

function openNameless(folder: string): number {
  const path = temporaryPath(folder, 'rows');
  try {
    removeStaleFiles(folder);
    const file = openSync(path, 'wx+', 0o600);
    unlinkSync(path);
    return file;
  } catch (error) {
    throw failed(`${visible(folder)}: cannot create a temporary file for rows`, error);
  }
}

export function closeSpill({ file }: SpillPlace): void {
  if (file < 0) return;
  try {
    closeSync(file);
  } catch (error) {
    throw failed('cannot close the temporary file of rows', error);
  }
}

export class Spill {
  readonly #counters: BigInt64Array;
  readonly #place: SpillPlace;

  constructor(memory: WebAssembly.Memory, place: SpillPlace) {
    this.#place = place;
    this.#counters = new BigInt64Array(memory.buffer, place.counters, counterCount);
  }

  /** Sets how many bytes of memory rows may take, before the first is taken. */
  limit(budget: number): void {
    Atomics.store(this.#counters, 2, BigInt(Math.floor(Math.min(budget, Number.MAX_SAFE_INTEGER))));
  }

  get budget(): number {
    return Number(Atomics.load(this.#counters, 2));
  }

  /** Whether so many bytes of memory are left below `share` of the budget; they are taken then. */
  takeMemory(bytes: number, share = 1): boolean {
    const taken = Number(Atomics.add(this.#counters, 0, BigInt(bytes)));
    if (this.#place.file < 0 || taken + bytes <= this.budget * share) return true;
    Atomics.sub(this.#counters, 0, BigInt(bytes));
    return false;
  }

  /** Where in the file so many bytes are to lie. */
  takeDisk(bytes: number): number {
    return Number(Atomics.add(this.#counters, 1, BigInt(bytes)));
  }

  /** Throws an `InputOutputError` where the disk is full. */
  write(numbers: Float64Array, at: number): void {
    const bytes = bytesOf(numbers);
    for (let done = 0; done < bytes.length; ) {
      try {
        done += writeSync(
          this.#place.file,
          bytes,
          done,
          Math.min(bytes.length - done, mostAtOnce),
          at + done,
        );
      } catch (error) {
        throw failed('cannot write rows to the temporary file', error);
      }
    }
  }

  read(numbers: Float64Array, at: number): void {
    const bytes = bytesOf(numbers);
    for (let done = 0; done < bytes.length; ) {
      const length = Math.min(bytes.length - done, mostAtOnce);
      const read = this.#readSome(bytes.subarray(done, done + length), at + done);
      if (read === 0)
        throw new InputOutputError('SPILL_READ', 'the temporary file of rows is shorter than expected');
      done += read;
    }
  }

  #readSome(bytes: Uint8Array, at: number): number {
    try {
      return readSync(this.#place.file, bytes, 0, bytes.length, at);
    } catch (error) {
      const text = `the temporary file of rows: reading failed: ${errorCode(error)}; set TMPDIR to a folder on another disk`;
      throw new InputOutputError('SPILL_READ', text, { cause: error });
    }
  }
}

function bytesOf({ buffer, byteOffset, byteLength }: Float64Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function failed(what: string, error: unknown): InputOutputError {
  const advice = 'give more --memory, or set TMPDIR to a folder with more free space';
  return new InputOutputError('SPILL_WRITE', `${what}: ${errorCode(error)}; ${advice}`, { cause: error });
}
