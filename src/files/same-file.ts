/** Whether two paths lead to one file. */
import fs from 'node:fs';
import { errorCode, readFailure, writeFailure } from './file-errors.js';

/**
 * Whether writing to `output` would replace the file `input`: the same device and inode, whatever links lead there. What
 * does not exist yet, or is not a regular file (a terminal, /dev/null), replaces nothing. Throws a `PermissionError` or the
 * like where a path cannot be followed.
 */
export function wouldReplace(output: string, input: string): boolean {
  const written = regularFile(output, (error) => writeFailure(error, output));
  if (written === undefined) return false;
  const read = regularFile(input, (error) => readFailure(error, input, 'file'));
  return read !== undefined && read.dev === written.dev && read.ino === written.ino;
}

/** Whether an open descriptor is the regular file `input`. */
export function isOpenAs(descriptor: number, input: string): boolean {
  const open = openFile(descriptor);
  if (open === undefined || !open.isFile()) return false;
  const read = regularFile(input, (error) => readFailure(error, input, 'file'));
  return read !== undefined && read.dev === open.dev && read.ino === open.ino;
}

function openFile(descriptor: number): fs.BigIntStats | undefined {
  try {
    return fs.fstatSync(descriptor, { bigint: true });
  } catch (error) {
    if (errorCode(error) === 'EBADF') return undefined; // closed, as by 2>&-
    throw error;
  }
}

/** With 64-bit numbers: inodes may exceed what float64 holds. */
function regularFile(path: string, failure: (error: unknown) => Error): fs.BigIntStats | undefined {
  try {
    const found = fs.statSync(path, { bigint: true, throwIfNoEntry: false });
    return found?.isFile() ? found : undefined;
  } catch (error) {
    throw failure(error);
  }
}
