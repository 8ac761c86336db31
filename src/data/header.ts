/** The header of a file: its first record that is no empty line. */
import { DataError } from '../errors.js';
import { firstBorder } from './borders.js';
import { parseRecord } from './decode.js';

export interface Header {
  readonly fields: readonly string[];
  /** Bytes up to the first row. */
  readonly length: number;
  /** Line breaks in them. */
  readonly lines: number;
  /** The line it begins in, from 1 on. */
  readonly line: number;
}

const byteOrderMark = [0xef, 0xbb, 0xbf];

/** Where the header begins: behind a byte order mark and empty lines; `lines` counts these. */
export function headerStart(bytes: Uint8Array): { readonly start: number; readonly lines: number } {
  let start = byteOrderMark.every((byte, i) => bytes[i] === byte) ? byteOrderMark.length : 0;
  let lines = 0;
  while (bytes[start] === 0x0a || (bytes[start] === 0x0d && bytes[start + 1] === 0x0a)) {
    start += bytes[start] === 0x0a ? 1 : 2;
    lines++;
  }
  return { start, lines };
}

/** Reads the header from the first chunk of a file. Throws a `DataError` where there is none. */
export function readHeader(bytes: Uint8Array, file: string): Header {
  const { start, lines: emptyLines } = headerStart(bytes);
  if (start >= bytes.length) {
    throw new DataError('DATA_EMPTY', `${file}: the file is empty; expected a header and rows below it`);
  }
  const end = firstBorder(bytes, start);
  const record = bytes.subarray(start, end);
  const fields = parseRecord(record, { file, linesBefore: emptyLines });
  let lines = emptyLines;
  for (const byte of record) if (byte === 0x0a) lines++;
  return { fields, length: end, lines, line: emptyLines + 1 };
}
