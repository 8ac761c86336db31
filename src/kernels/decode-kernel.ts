/**
 * Plain CSV records from bytes to float64, in WebAssembly over shared memory.
 *
 * Plain is a record with the right number of cells, of which those with a slot are numbers as the grammar has them
 * (`numeral`), blanks around, perhaps quoted; all others hold anything but quotes and line breaks inside quotes. A line
 * ends with \n or \r\n; the last may lack its end. Empty lines are passed over. Whatever else there is stops the decoding
 * before that record, and is for the reference parser to judge.
 */

import { exportsOver } from './kernel-module.js';
import { losesDigits } from './lost-digits.js';
import { addressIn, allocate, bytesAt } from './memory.js';

/** A numeric cell without the blanks around it. */
export const numeral = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/** Which cell of a record goes where. */
export interface RecordLayout {
  /** A single byte. */
  readonly delimiter: number;
  /** For each field the column it goes to, or −1 for a field that is skipped unread. */
  readonly slots: ArrayLike<number>;
  /** Columns of a row of the output; those that no field goes to are left alone. */
  readonly width: number;
}

export interface DecodeResult {
  /** At the end; `out` is full; or before a record that is not plain, which begins at `position`. */
  readonly status: 'done' | 'full' | 'not-plain';
  /** The byte after the last record decoded (and the empty lines after it). */
  readonly position: number;
  readonly rows: number;
  /** Line feeds up to `position`. */
  readonly lineBreaks: number;
  /** Empty lines among them. */
  readonly blankLines: number;
}

/**
 * Decodes the records of bytes [from, end) into at most `maxRows` rows of `out` from row `row` on. Sets the entry of a
 * column in `rounded` to 1 where one of its numbers loses digits (`losesDigits`); others stay as they are.
 */
export type Decode = (
  bytes: Uint8Array,
  from: number,
  end: number,
  out: Float64Array,
  row: number,
  maxRows: number,
  rounded?: Uint8Array,
) => DecodeResult;

/** The value of a numeral, or undefined if it is too large, or not zero and too small, for a float64. */
export function numberOf(text: string): number | undefined {
  const value = Number(text);
  if (!Number.isFinite(value)) return undefined;
  return value === 0 && /^[^eE]*[1-9]/.test(text) ? undefined : value;
}

const statuses = ['done', 'full', 'not-plain'] as const;
const fixupWords = 4;
/** Cells per call that the fast path may leave to `finish`; when the list is full, the call ends and is repeated. */
const spareFixups = 4096;
/** Bytes of a note of the kernel about one number. The buffer holds 128 notes (or those of a whole record), one before and one after. */
const noteBytes = 32;
const leastNotes = 128;
/**
 * The kernel reads beyond the end, a vector at a time. It writes beyond the end only if the bytes do not end with a line
 * feed, which it adds while it runs. So other threads may read what follows.
 */
const bytesBeyond = 64;

/** Allocates `length` bytes to decode, and what the kernel needs beyond them; returns the address. */
export function allocateBytes(memory: WebAssembly.Memory, length: number): number {
  return allocate(memory, length + bytesBeyond);
}

/**
 * A decoder for one thread. Its bytes lie at an address of `allocateBytes` and its rows in the same memory, in the views
 * that `bytesAt` and `float64At` make; throws a `TypeError` for others.
 */
export function wasmDecode(memory: WebAssembly.Memory, layout: RecordLayout): Decode {
  const { decode } = exportsOver(memory);
  const { delimiter, width } = layout;
  const fields = layout.slots.length;
  // Each slot stands before the length of its field's last cell, which the kernel keeps.
  const slots = allocate(memory, fields * 8);
  const slotWords = new Int32Array(memory.buffer, slots, fields * 2);
  for (let field = 0; field < fields; field++) slotWords[2 * field] = layout.slots[field]!;
  const notes = allocate(memory, (Math.max(leastNotes, fields) + 2) * noteBytes) + noteBytes;
  const maxFixups = fields + spareFixups;
  const fixupsAt = allocate(memory, maxFixups * fixupWords * 4);
  const fixups = new Int32Array(memory.buffer, fixupsAt, maxFixups * fixupWords);
  const marksAt = allocate(memory, width);
  const marks = bytesAt(memory, marksAt, width);
  const resultAt = allocate(memory, 5 * 4);
  const result = new Int32Array(memory.buffer, resultAt, 5);

  const run: Decode = (bytes, from, end, out, row, maxRows, rounded) => {
    const at = addressIn(memory, bytes);
    const to = addressIn(memory, out) + row * width * 8;
    let rows = 0;
    let position = from;
    let lineBreaks = 0;
    let blankLines = 0;
    marks.fill(0);
    for (;;) {
      const start = to + rows * width * 8;
      const room = maxRows - rows;
      const upTo = (most: number) =>
        decode(
          at,
          position,
          end,
          delimiter,
          fields,
          slots,
          notes,
          width,
          start,
          most,
          fixupsAt,
          maxFixups,
          marksAt,
          resultAt,
        );
      const ended = upTo(room);
      const bad = finish(bytes, fixups, result[2]!, { out, row: row + rows, width, marks });
      if (bad !== undefined) {
        // Once more, up to the record of the cell without a value: it is the reference parser's.
        upTo(bad);
        finish(bytes, fixups, result[2]!, { out, row: row + rows, width, marks });
      }
      position = result[0]!;
      rows += result[1]!;
      lineBreaks += result[3]!;
      blankLines += result[4]!;
      const status = bad === undefined ? statuses[ended]! : 'not-plain';
      if (status === 'full' && rows < maxRows) continue;
      for (let at = marks.indexOf(1); rounded !== undefined && at >= 0; at = marks.indexOf(1, at + 1))
        rounded[at] = 1;
      return { status, position, rows, lineBreaks, blankLines };
    }
  };
  return run;
}

/** Where cells go, from a row on, and the marks of their columns. */
interface Target {
  readonly out: Float64Array;
  readonly row: number;
  readonly width: number;
  readonly marks: Uint8Array;
}

/** Fills in the cells that the short path left; the row of the first one without a value, if there is one. */
function finish(
  bytes: Uint8Array,
  fixups: Int32Array,
  count: number,
  { out, row, width, marks }: Target,
): number | undefined {
  for (let k = 0; k < count; k++) {
    const at = k * fixupWords;
    let text = '';
    for (let i = fixups[at + 2]!; i < fixups[at + 3]!; i++) text += String.fromCharCode(bytes[i]!);
    const value = numberOf(text);
    if (value === undefined) return fixups[at]!;
    const column = fixups[at + 1]!;
    out[(row + fixups[at]!) * width + column] = value;
    if (marks[column] === 0 && losesDigits(text, value)) marks[column] = 1;
  }
  return undefined;
}
