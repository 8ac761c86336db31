/**
 * Decoding: the bytes of whole records → rows of float64, features first and the outcome last.
 *
 * csv-parse is the reference for what a record is, `number.ts` for what a number is. Plain records, which are nearly all,
 * go a faster way that gives the same numbers.
 */
import { CsvError, parse } from 'csv-parse/sync';
import { DataError, defined } from '../errors.js';
import type { Decode } from '../kernels/decode-kernel.js';
import { losesDigits } from '../kernels/lost-digits.js';
import { quoted, visible } from '../text/visible.js';
import { mostRecordBytes, recordEnd } from './boundaries.js';
import type { Columns } from './columns.js';
import { parseNumber } from './number.js';
import { placeOf } from './place.js';

export type Layout = Pick<Columns, 'header' | 'slots' | 'width'>;

/** Where the bytes come from, for error messages. */
export interface Origin {
  readonly file: string;
  /** Line breaks before the first byte. */
  readonly linesBefore: number;
}

/** The first error of a chunk; its line is still counted from the chunk's first byte. */
export interface Fault {
  readonly line: number;
  readonly column: number;
  readonly code: string;
  readonly text: string;
}

export interface DecodedChunk {
  readonly rows: number;
  /** Line breaks in the bytes. */
  readonly lines: number;
  /** Columns, as `slots` numbers them, in which rounding a number to float64 has lost digits that the file has. */
  readonly rounded: readonly number[];
  readonly fault?: Fault;
}

/** The same with one mark a column. */
type Marked = Omit<DecodedChunk, 'rounded'>;

/**
 * The most rows that so many bytes with so many line breaks can hold: a number and its separator take 2 bytes, a field
 * left out 1, and all records but the last end with a line break.
 */
export function mostRows(bytes: number, lines: number, { slots, width }: Layout): number {
  return Math.min(lines + 1, Math.ceil((bytes + 1) / (slots.length + width)));
}

/**
 * Decodes whole records into `out`, row by row; `out` has room for `mostRows`. Stops at the first fault. What `fast`
 * finds plain it decodes, in place; every other record is the reference's to judge.
 */
export function decodeChunk(
  bytes: Uint8Array,
  layout: Layout,
  out: Float64Array,
  fast?: Decode,
): DecodedChunk {
  const marks = new Uint8Array(layout.width);
  const decoded = decodeMarking(bytes, layout, out, marks, fast);
  return { ...decoded, rounded: [...marks.keys()].filter((column) => marks[column] === 1) };
}

function decodeMarking(
  bytes: Uint8Array,
  layout: Layout,
  out: Float64Array,
  marks: Uint8Array,
  fast?: Decode,
): Marked {
  if (fast === undefined) return decodeByReference(bytes, layout, out, marks);
  let rows = 0;
  let lines = 0;
  /** How many bytes at least the reference takes at a time: more and more while no record is plain. */
  let stretch = 1;
  for (let from = 0; ; ) {
    const plain = fast(
      bytes,
      from,
      bytes.length,
      out,
      rows,
      Math.floor(out.length / layout.width) - rows,
      marks,
    );
    rows += plain.rows;
    lines += plain.lineBreaks;
    if (plain.status === 'done') return { rows, lines };
    if (plain.status === 'full') throw new RangeError('the buffer for the rows of a chunk is too small');
    stretch = plain.rows === 0 ? stretch * 2 : 1;
    let to = plain.position;
    while (to < bytes.length && to < plain.position + stretch) to = recordEnd(bytes, to);
    const part = out.subarray(rows * layout.width);
    const judged = decodeByReference(bytes.subarray(plain.position, to), layout, part, marks);
    rows += judged.rows;
    if (judged.fault) {
      const fault = { ...judged.fault, line: lines + judged.fault.line };
      return { rows, lines: lines + judged.lines, fault };
    }
    lines += judged.lines;
    if (to === bytes.length) return { rows, lines };
    from = to;
  }
}

/** The fields of one record, e.g. of the header. */
export function parseRecord(bytes: Uint8Array, { file, linesBefore }: Origin): readonly string[] {
  const records: string[][] = [];
  const fault = readRecords(bytes, (fields) => {
    records.push([...fields]);
    return undefined;
  });
  if (fault !== undefined) throw faultError(fault, { file, linesBefore });
  return records[0] ?? [];
}

function decodeByReference(bytes: Uint8Array, layout: Layout, out: Float64Array, marks: Uint8Array): Marked {
  let rows = 0;
  const fault = readRecords(bytes, (fields, record) => {
    const found = decodeRecord(fields, layout, out, rows * layout.width, marks);
    if (found !== undefined)
      return { ...placeOf(bytes, record, found.field), code: found.code, text: found.text };
    rows++;
    return undefined;
  });
  const lines = countLines(bytes);
  return fault === undefined ? { rows, lines } : { rows, lines, fault };
}

/** The code of a cell that is not a number, where one is expected. */
export const notANumber = 'DATA_NOT_A_NUMBER';

type FieldFault = { field: number; code: string; text: string };

function decodeRecord(
  fields: readonly string[],
  { header, slots }: Layout,
  out: Float64Array,
  at: number,
  marks: Uint8Array,
): FieldFault | undefined {
  if (fields.length !== slots.length) {
    return { field: 0, code: 'DATA_RAGGED', text: raggedText(fields, slots.length) };
  }
  for (const [field, text] of fields.entries()) {
    const slot = slots[field]!;
    if (slot < 0) continue;
    const value = parseNumber(text);
    if (typeof value === 'string') {
      const column = `column ${quoted(defined(header[field], 'name of a field'))} (field ${field + 1})`;
      return { field, code: notANumber, text: `${column}: ${quoted(text)} is not a number: ${value}` };
    }
    out[at + slot] = value;
    if (marks[slot] === 0 && losesDigits(text, value)) marks[slot] = 1;
  }
  return undefined;
}

function raggedText(fields: readonly string[], inHeader: number): string {
  const text = `the record has ${count(fields.length)}, but the header has ${count(inHeader)}`;
  const [only = ''] = fields;
  if (fields.length > 1 || only === '') return text;
  if (only.replaceAll('\u001a', '') === '')
    return `${text}: it is Ctrl-Z (U+001A), which DOS writes at the end of a file; remove it`;
  return `${text}; it is ${quoted(only)}`;
}

function count(fields: number): string {
  return fields === 1 ? '1 field' : `${fields} fields`;
}

/**
 * Calls `take` for each record until it returns a fault; empty lines are no records. `lastLine` is the line in which the record
 * ends, counted from 1.
 */
export function readRecords(
  bytes: Uint8Array,
  take: (fields: readonly string[], record: number, lastLine: number) => Fault | undefined,
): Fault | undefined {
  let records = 0;
  let fault: Fault | undefined;
  try {
    parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), {
      record_delimiter: ['\r\n', '\n'],
      relax_column_count: true,
      skip_empty_lines: true,
      on_record: (fields: string[], { lines }) => {
        fault ??= take(fields, records, lines);
        records++;
        return null;
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return fault ?? quotingFault(bytes, error, records);
  }
  return fault;
}

function quotingFault(bytes: Uint8Array, error: CsvError, record: number): Fault {
  const field = typeof error['column'] === 'number' ? error['column'] : 0;
  const says: Record<string, string> = {
    INVALID_OPENING_QUOTE: /^[ \t]+$/.test(String(error['field']))
      ? 'a blank before the opening quote; a quoted field must begin with its quote, so remove the blank'
      : 'a quote inside an unquoted field; quote the whole field and double the quote',
    CSV_INVALID_CLOSING_QUOTE: /got "[ \t]"/.test(error.message)
      ? 'a blank after the closing quote; remove it, or double the quotes inside the field'
      : 'text after a closing quote; double the quotes inside a quoted field',
    CSV_QUOTE_NOT_CLOSED: 'the quote that opens here is never closed',
  };
  return { ...placeOf(bytes, record, field), code: 'DATA_QUOTES', text: says[error.code] ?? error.message };
}

/** The fault of a record that begins so many lines below the first byte and has no end. */
export function tooLong(line: number): Fault {
  const text = `a record longer than ${mostRecordBytes / 1024 / 1024} MiB begins here; a closing quote may be missing`;
  return { line, column: 1, code: 'DATA_RECORD_TOO_LONG', text };
}

export function faultError({ line, column, code, text }: Fault, { file, linesBefore }: Origin): DataError {
  return new DataError(code, `${visible(file)}:${linesBefore + line + 1}:${column}: ${text}`);
}

/** Line feeds. */
export function countLines(bytes: Uint8Array): number {
  let lines = 0;
  for (let at = bytes.indexOf(0x0a); at >= 0; at = bytes.indexOf(0x0a, at + 1)) lines++;
  return lines;
}
