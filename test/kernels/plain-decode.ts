/** What `decode` and `scan` are held against: the same answers, the obvious way, for bytes anywhere. */
import { type Decode, numberOf, numeral, type RecordLayout } from '#chainrule/kernels/decode-kernel.js';
import type { Scanned } from '#chainrule/kernels/scan.js';

const [feed, carriage, quote] = ['\n', '\r', '"'].map((c) => c.charCodeAt(0)) as [number, number, number];

/** The position after a line end at `at`, or `at` where there is none. */
function afterLineEnd(bytes: Uint8Array, at: number, end: number): number {
  if (at < end && bytes[at] === feed) return at + 1;
  return at + 1 < end && bytes[at] === carriage && bytes[at + 1] === feed ? at + 2 : at;
}

/** The cell at `at` and the position after it, or undefined where it is not plain. */
function cellAt(bytes: Uint8Array, at: number, end: number, delimiter: number) {
  const quoted = at < end && bytes[at] === quote;
  let to = quoted ? at + 1 : at;
  let text = '';
  for (; to < end; to++) {
    const byte = bytes[to]!;
    if (byte === feed || byte === carriage || byte === quote || (byte === delimiter && !quoted)) break;
    text += String.fromCharCode(byte);
  }
  if (!quoted) return { text, to };
  return to < end && bytes[to] === quote ? { text, to: to + 1 } : undefined;
}

/** The text without the blanks around it that are not the delimiter. */
function trim(text: string, delimiter: number): string {
  const isBlank = (c: string) => (c === ' ' || c === '\t') && c.charCodeAt(0) !== delimiter;
  let [from, to] = [0, text.length];
  while (from < to && isBlank(text[from]!)) from++;
  while (to > from && isBlank(text[to - 1]!)) to--;
  return text.slice(from, to);
}

/** The values of the record at `at`, field by field, and the position after its line end; undefined: not plain. */
function recordAt(bytes: Uint8Array, at: number, end: number, { delimiter, slots }: RecordLayout) {
  const values: number[] = [];
  let to = at;
  for (let field = 0; field < slots.length; field++) {
    if (field > 0) {
      if (to >= end || bytes[to] !== delimiter) return undefined;
      to++;
    }
    const cell = cellAt(bytes, to, end, delimiter);
    if (cell === undefined) return undefined;
    to = cell.to;
    const text = trim(cell.text, delimiter);
    const value = slots[field]! < 0 ? 0 : numeral.test(text) ? numberOf(text) : undefined;
    if (value === undefined) return undefined;
    values.push(value);
  }
  const after = afterLineEnd(bytes, to, end);
  return after > to || to === end ? { values, to: after, lineBreaks: after > to ? 1 : 0 } : undefined;
}

export function plainDecode(layout: RecordLayout): Decode {
  const { slots, width } = layout;
  return (bytes, from, end, out, row, maxRows) => {
    let position = from;
    let rows = 0;
    let lineBreaks = 0;
    let blankLines = 0;
    while (position < end) {
      const blank = afterLineEnd(bytes, position, end);
      if (blank > position) {
        position = blank;
        lineBreaks++;
        blankLines++;
        continue;
      }
      if (rows === maxRows) return { status: 'full', position, rows, lineBreaks, blankLines };
      const record = recordAt(bytes, position, end, layout);
      if (record === undefined) return { status: 'not-plain', position, rows, lineBreaks, blankLines };
      for (const [field, value] of record.values.entries()) {
        if (slots[field]! >= 0) out[(row + rows) * width + slots[field]!] = value;
      }
      position = record.to;
      lineBreaks += record.lineBreaks;
      rows++;
    }
    return { status: 'done', position, rows, lineBreaks, blankLines };
  };
}

export function plainScan(bytes: Uint8Array, from: number, end: number, insideQuotes: boolean): Scanned {
  let inside = insideQuotes;
  let border = -1;
  let lineBreaks = 0;
  for (let i = from; i < end; i++) {
    if (bytes[i] === quote) inside = !inside;
    else if (bytes[i] === feed) {
      lineBreaks++;
      if (!inside) border = i + 1;
    }
  }
  return { border, insideQuotes: inside, lineBreaks };
}
