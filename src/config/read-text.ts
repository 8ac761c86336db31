/** Reads a whole text file, with an error of the right family where that fails. */
import { readFile } from 'node:fs/promises';
import { InputOutputError, MissingInputError, PermissionError } from '../errors.js';

/** The UTF-8 text of a file, or undefined where its bytes are none; `what` says what the file is, e.g. `config file`. */
export async function readText(path: string, what: string): Promise<string | undefined> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw readFailure(error, path, what);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** 66 where there is no such file, 77 where it must not be read, 74 where reading failed. */
export function readFailure(error: unknown, path: string, what: string): Error {
  const code = errorCode(error);
  const cause = { cause: error };
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
    case 'ELOOP':
    case 'ENAMETOOLONG':
      return new MissingInputError('NO_SUCH_FILE', `${path}: no such ${what}`, cause);
    case 'EISDIR':
      return new MissingInputError('IS_A_FOLDER', `${path}: expected a ${what}, got a folder`, cause);
    case 'EACCES':
    case 'EPERM':
      return new PermissionError('NOT_PERMITTED', `${path}: not permitted to read this ${what}`, cause);
    default:
      return new InputOutputError('READ_FAILED', `${path}: reading the ${what} failed: ${code}`, cause);
  }
}

/** `ENOENT` and the like; the text of the error where it has no code. */
export function errorCode(error: unknown): string {
  const coded = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof coded === 'string' ? coded : String(error);
}
