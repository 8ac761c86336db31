/** UTF-8: whether bytes are valid, and what a fault says where they are not. */
import { isUtf8 } from 'node:buffer';
import { lastBoundary } from './boundaries.js';
import { countLines, type Fault } from './decode.js';
import { codePoints } from './place.js';

const lineFeed = 0x0a;

/** The first byte that is no part of a valid character; −1 where all are. */
export function firstInvalidByte(bytes: Uint8Array): number {
  if (isUtf8(bytes)) return -1;
  for (let at = 0; at < bytes.length; ) {
    const length = lengthOf(bytes[at]!);
    if (length > 1 && !isUtf8(bytes.subarray(at, at + length))) return at;
    if (length === 0) return at;
    at += length;
  }
  throw new Error('no byte is invalid, but all of them together are');
}

/** Bytes of the character that begins with this one; 0 where none does. */
function lengthOf(first: number): number {
  if (first < 0x80) return 1;
  if (first < 0xc2 || first > 0xf4) return 0;
  return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

/**
 * The fault at an invalid byte among whole records, and how many bytes precede the record that it is in. The column is that of
 * the byte.
 */
export function encodingFault(
  bytes: Uint8Array,
  at: number,
): { readonly fault: Fault; readonly before: number } {
  const byte = bytes[at]!;
  const character = new TextDecoder('windows-1252').decode(Uint8Array.of(byte));
  const latin = byte >= 0xa0 ? ` (in Latin-1 and Windows-1252 it is "${character}")` : '';
  const text = `the byte 0x${byte.toString(16).toUpperCase()} is not valid UTF-8${latin}; convert the file, for example with: iconv -f WINDOWS-1252 -t UTF-8 OLD > NEW`;
  const lineStart = at === 0 ? 0 : bytes.lastIndexOf(lineFeed, at - 1) + 1;
  const line = countLines(bytes.subarray(0, at));
  const column = codePoints(bytes, lineStart, at) + 1;
  return {
    fault: { line, column, code: 'DATA_NOT_UTF8', text },
    before: Math.max(0, lastBoundary(bytes, at)),
  };
}
