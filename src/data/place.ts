/**
 * Where a cell begins: its line and column, counted from 1, columns in code points.
 *
 * Only errors need it, so the decoders do not keep places: the bytes of the chunk are walked once more.
 */

const quote = 0x22;
const comma = 0x2c;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;

export interface CellPosition {
  /** Line breaks between the start of the bytes and the cell. */
  readonly line: number;
  readonly column: number;
}

/** The place of field `field` of record `record` (both from 0; empty lines are no records). */
export function placeOf(bytes: Uint8Array, record: number, field: number): CellPosition {
  let records = 0;
  let fields = 0;
  let line = 0;
  let lineStart = 0;
  let recordStart = 0;
  let quoted = false;
  for (let i = 0; i < bytes.length; i++) {
    if (records === record && fields === field && !quoted && startsCell(bytes, i, recordStart)) {
      return { line, column: codePoints(bytes, lineStart, i) + 1 };
    }
    const byte = bytes[i];
    if (byte === quote) quoted = !quoted;
    else if (byte === comma && !quoted) fields++;
    else if (byte === lineFeed) {
      line++;
      lineStart = i + 1;
      if (quoted) continue;
      if (!emptyLine(bytes, recordStart, i)) records++;
      fields = 0;
      recordStart = i + 1;
    }
  }
  return { line, column: codePoints(bytes, lineStart, bytes.length) + 1 };
}

function startsCell(bytes: Uint8Array, at: number, recordStart: number): boolean {
  if (at === recordStart)
    return bytes[at] !== lineFeed && !(bytes[at] === carriageReturn && bytes[at + 1] === lineFeed);
  return bytes[at - 1] === comma;
}

function emptyLine(bytes: Uint8Array, start: number, end: number): boolean {
  return end === start || (end === start + 1 && bytes[start] === carriageReturn);
}

/** UTF-8 continuation bytes are no code points of their own. */
export function codePoints(bytes: Uint8Array, start: number, end: number): number {
  let count = 0;
  for (let i = start; i < end; i++) if ((bytes[i]! & 0xc0) !== 0x80) count++;
  return count;
}
