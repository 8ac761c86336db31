/** Errors of the file system as errors of the user: what failed and what to do, in a class with an exit status. */
import { dirname, join } from 'node:path';
import { CannotWriteError, InputOutputError, MissingInputError, PermissionError } from '../errors.js';
import { visible } from '../text/visible.js';

/** 66 where there is no such file, 77 where it must not be read, 74 where reading failed. */
export function readFailure(error: unknown, path: string, what: string): Error {
  const code = errorCode(error);
  const cause = { cause: error };
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
    case 'ELOOP':
    case 'ENAMETOOLONG':
      return new MissingInputError('NO_SUCH_FILE', `${visible(path)}: no such ${what}`, cause);
    case 'EISDIR':
      return new MissingInputError(
        'IS_A_FOLDER',
        `${visible(path)}: expected a ${what}, got a folder`,
        cause,
      );
    case 'EACCES':
    case 'EPERM':
      return new PermissionError(
        'NOT_PERMITTED',
        `${visible(path)}: not permitted to read this ${what}`,
        cause,
      );
    default:
      return new InputOutputError(
        'READ_FAILED',
        `${visible(path)}: reading the ${what} failed: ${reasonOf(code, 'check the disk or network that it is on')}`,
        cause,
      );
  }
}

/** Of an input file: 66 where there is no such file, 77 where it must not be read, 74 otherwise. */
export function inputFailure(error: unknown, path: string): Error {
  switch (errorCode(error)) {
    case 'ENOENT':
    case 'ENOTDIR':
    case 'ELOOP':
    case 'ENAMETOOLONG':
      return new MissingInputError('INPUT_MISSING', `${visible(path)}: no such file`);
    case 'EACCES':
    case 'EPERM':
      return new PermissionError('INPUT_DENIED', `${visible(path)}: permission denied`);
    default:
      return readFailure(error, path, 'data file');
  }
}

/** 73 where the file cannot be made, 77 where that is not permitted, 74 where writing failed half way. */
export function writeFailure(error: unknown, path: string): Error {
  const code = errorCode(error);
  const cause = { cause: error };
  const folder = dirname(path);
  switch (code) {
    case 'ENOENT':
      return new CannotWriteError(
        'NO_SUCH_FOLDER',
        `${visible(path)}: no such folder: ${visible(folder)}; create it, or write to another path`,
        cause,
      );
    case 'ENOTDIR':
      return new CannotWriteError(
        'NO_SUCH_FOLDER',
        `${visible(path)}: ${visible(folder)} is not a folder; write to another path`,
        cause,
      );
    case 'EISDIR':
      return new CannotWriteError(
        'IS_A_FOLDER',
        `${visible(path)}: this is a folder; name a file, such as ${visible(join(path, 'model.json'))}`,
        cause,
      );
    case 'EROFS':
    case 'ENAMETOOLONG':
    case 'ELOOP':
    case 'EEXIST':
      return new CannotWriteError(
        'CANNOT_WRITE',
        `${visible(path)}: cannot be written: ${code}; write to another path`,
        cause,
      );
    case 'EACCES':
    case 'EPERM':
      return new PermissionError(
        'NOT_PERMITTED',
        `${visible(path)}: no permission to write; check the permissions of the file and of ${visible(folder)}, or write to another path`,
        cause,
      );
    default:
      return new InputOutputError(
        'WRITE_FAILED',
        `${visible(path)}: writing failed: ${reasonOf(code, 'write to another disk')}; an existing file is unchanged`,
        cause,
      );
  }
}

/** What codes mean, and what to do. */
const advice: Readonly<Record<string, string>> = {
  EDQUOT: 'the disk quota is used up: remove files or raise the quota',
  EFBIG: 'the file is larger than allowed: raise the limit (ulimit -f)',
  EMFILE: 'too many files are open: raise the limit (ulimit -n)',
  ENFILE: 'too many files are open on this machine: end other programs',
  ENOMEM: 'memory is used up: end other programs',
  ENOSPC: 'the disk is full: free some space',
  ENXIO: 'it is a socket or a device that is absent: use a file or a pipe',
};

/** A code, what it means and what to do; `otherwise` where nothing better is known. */
function reasonOf(code: string, otherwise: string): string {
  return `${code} (${advice[code] ?? otherwise})`;
}

/** `ENOENT` and the like; the text of the error where it has no code. */
export function errorCode(error: unknown): string {
  const coded = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof coded === 'string' ? coded : String(error);
}
