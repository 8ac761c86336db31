/** Reads a whole text file, with an error of the right family where that fails. */
import { createReadStream } from 'node:fs';
import { TextDecoder } from 'node:util';
import { InputOutputError } from '../errors.js';
import { visible } from '../text/visible.js';
import { readFailure } from './file-errors.js';

/** What is read at a time. */
const pieceBytes = 64 * 1024;

export interface TextFile {
  /** What the file is, for messages: `config file`. */
  readonly what: string;
  /** A longer file is not one of this kind. */
  readonly mostMegabytes: number;
}

/**
 * The UTF-8 text of a file, or undefined where its bytes are none. NUL counts as none: no file that people write has it, and a device
 * gives it without end.
 */
export async function readText(path: string, { what, mostMegabytes }: TextFile): Promise<string | undefined> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const texts: string[] = [];
  let bytes = 0;
  for await (const piece of piecesOf(path, what)) {
    bytes += piece.length;
    if (bytes > mostMegabytes * 2 ** 20) {
      const text = `${visible(path)}: this ${what} is longer than ${mostMegabytes} MiB, the most that is read`;
      throw new InputOutputError('FILE_TOO_LONG', text);
    }
    if (piece.includes(0)) return undefined;
    const text = decoded(decoder, piece);
    if (text === undefined) return undefined;
    texts.push(text);
  }
  const end = decoded(decoder);
  return end === undefined ? undefined : texts.join('') + end;
}

async function* piecesOf(path: string, what: string): AsyncGenerator<Buffer> {
  try {
    yield* createReadStream(path, { highWaterMark: pieceBytes });
  } catch (error) {
    throw readFailure(error, path, what);
  }
}

/** Without a piece: what is left at the end. */
function decoded(decoder: TextDecoder, piece?: Uint8Array): string | undefined {
  try {
    return piece === undefined ? decoder.decode() : decoder.decode(piece, { stream: true });
  } catch {
    return undefined;
  }
}
