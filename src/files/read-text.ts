/** Reads a whole text file, with an error of the right family where that fails. */
import { readFile } from 'node:fs/promises';
import { readFailure } from './file-errors.js';

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
