/** The header of a file: its first record that is not an empty line. */
import { DataError } from '../errors.js';
import { visible } from '../text/visible.js';
import { nextBoundary } from './boundaries.js';
import { countLines, faultError, parseRecord, tooLong } from './decode.js';
import { encodingFault, firstInvalidByte } from './encoding.js';
import { refuseOtherFormats } from './sources/other-formats.js';

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

/** Where the header begins: after a byte order mark and empty lines; `lines` counts these. */
function headerStart(bytes: Uint8Array): { readonly start: number; readonly lines: number } {
  let start = byteOrderMark.every((byte, i) => bytes[i] === byte) ? byteOrderMark.length : 0;
  let lines = 0;
  while (bytes[start] === 0x0a || (bytes[start] === 0x0d && bytes[start + 1] === 0x0a)) {
    start += bytes[start] === 0x0a ? 1 : 2;
    lines++;
  }
  return { start, lines };
}

/**
 * The header in the first bytes of a file; undefined where it needs more of them. `ended`: there are no more. Throws a
 * `DataError` where there is none, or where it is longer than `most` bytes.
 */
export function headerIn(bytes: Uint8Array, ended: boolean, file: string, most: number): Header | undefined {
  refuseOtherFormats(bytes, file);
  const { start, lines: emptyLines } = headerStart(bytes);
  if (start >= bytes.length && !ended) return undefined;
  if (start >= bytes.length) {
    throw new DataError(
      'DATA_EMPTY',
      `${visible(file)}: the file is empty; expected a header and rows below it`,
    );
  }
  const boundary = nextBoundary(bytes, start);
  const end = boundary < 0 ? bytes.length : boundary;
  if (end - start > most) throw faultError(tooLong(0), { file, linesBefore: emptyLines });
  if (boundary < 0 && !ended) return undefined;
  const record = bytes.subarray(start, end);
  const invalid = firstInvalidByte(record);
  if (invalid >= 0) throw faultError(encodingFault(record, invalid).fault, { file, linesBefore: emptyLines });
  const fields = parseRecord(record, { file, linesBefore: emptyLines });
  return { fields, length: end, lines: emptyLines + countLines(record), line: emptyLines + 1 };
}
