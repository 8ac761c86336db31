/** Opens a source: a regular file, a stream of bytes where a path cannot be read at any place, or a table in memory. */
import { constants, openSync } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { Socket } from 'node:net';
import { addAbortSignal, type Readable } from 'node:stream';
import { ChainruleError, MissingInputError } from '../../errors.js';
import { inputFailure, readFailure } from '../../files/file-errors.js';
import { visible } from '../../text/visible.js';
import { FileSource } from './file-source.js';
import { rangeBytes } from './range-hash.js';
import type { Source } from './source.js';
import { StreamSource } from './stream-source.js';
import { type Input, nameOf } from './table-data.js';
import { sizeOfTable, TableSource } from './table-source.js';

/**
 * Opens an input and reads its header. `bytes` of a batch never change the rows. Once the signal is aborted, reading from a pipe or
 * terminal rejects instead of waiting. Throws a `MissingInputError`, a `PermissionError`, an `InputOutputError`, or a `DataError` for
 * a bad header.
 */
export async function openSource(
  path: Input,
  bytes: number = rangeBytes,
  signal?: AbortSignal,
): Promise<Source> {
  if (typeof path !== 'string') return TableSource.over(path, nameOf(path));
  const fromStream = (stream: Readable) => {
    if (signal !== undefined) addAbortSignal(signal, stream);
    return StreamSource.over({ chunks: chunksOf(stream, path) }, path, bytes);
  };
  if (await isPipe(path)) return fromStream(openPipe(path));
  const { handle, stats } = await openFile(path);
  // Files of the kernel have size 0 whatever they hold.
  if (stats.isFile() && stats.size > 0n) return FileSource.over(handle, stats, path, bytes);
  return fromStream(handle.createReadStream());
}

/** Opened and read without a thread that waits: that would outlast the program's work, and its end. */
function openPipe(path: string): Readable {
  try {
    const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    return new Socket({ fd, readable: true, writable: false });
  } catch (error) {
    throw inputFailure(error, path);
  }
}

async function openFile(path: string) {
  try {
    const handle = await open(path, 'r');
    const stats = await handle.stat({ bigint: true });
    if (!stats.isDirectory()) return { handle, stats };
    await closed(handle, path);
  } catch (error) {
    throw error instanceof ChainruleError ? error : inputFailure(error, path);
  }
  throw new MissingInputError('INPUT_IS_A_FOLDER', `${visible(path)}: is a folder; name the CSV files in it`);
}

async function closed(handle: FileHandle, path: string): Promise<void> {
  try {
    await handle.close();
  } catch (error) {
    throw readFailure(error, path, 'data file');
  }
}

async function* chunksOf(stream: AsyncIterable<Uint8Array>, path: string): AsyncGenerator<Uint8Array> {
  try {
    yield* stream;
  } catch (error) {
    throw readFailure(error, path, 'data file');
  }
}

async function isPipe(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFIFO();
  } catch (error) {
    throw inputFailure(error, path);
  }
}

/** Of each path that leads to the same regular file as an earlier one: that file twice, as it is called. */
export async function repeatedFiles(paths: readonly string[]): Promise<(readonly [string, string])[]> {
  const seen = new Map<string, string>();
  const repeated: (readonly [string, string])[] = [];
  for (const path of paths) {
    const { dev, ino, isFile } = await statsOf(path);
    if (!isFile) continue;
    const key = `${dev}:${ino}`;
    const first = seen.get(key);
    if (first === undefined) seen.set(key, path);
    else repeated.push([first, path]);
  }
  return repeated;
}

async function statsOf(path: string) {
  try {
    const stats = await stat(path, { bigint: true });
    return { dev: stats.dev, ino: stats.ino, isFile: stats.isFile() };
  } catch (error) {
    throw inputFailure(error, path);
  }
}

/** Sizes of all files (Infinity where unknown), so that one that cannot be read is reported before any other is read. Throws as `openSource`. */
export async function inspectFiles(paths: readonly Input[]): Promise<number[]> {
  const sizes: number[] = [];
  for (const path of paths) {
    if (typeof path !== 'string') {
      sizes.push(sizeOfTable(path));
      continue;
    }
    // A pipe can be opened once only: what its writer has written would be lost with the first opening.
    if (await isPipe(path)) {
      sizes.push(Number.POSITIVE_INFINITY);
      continue;
    }
    const { handle, stats } = await openFile(path);
    sizes.push(stats.isFile() ? Number(stats.size) : Number.POSITIVE_INFINITY);
    await closed(handle, path);
  }
  return sizes;
}
