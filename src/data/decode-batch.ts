/**
 * From a batch to rows, in the thread that decodes it: its bytes are brought into this thread's region of the shared
 * memory, the records that belong to it are found there, decoded and hashed.
 *
 * A range begins and ends anywhere. Its records are those that begin at a boundary in (from, to]; the last one is read to
 * its end beyond `to`. Whether `from` lies inside quotes is known only once all bytes before have been seen: where the
 * caller does not say, it is guessed, and the answer tells what was assumed and what to assume after the range, so that a
 * wrong guess is noticed and the range decoded again (Ge et al., "Speculative distributed CSV data parsing for big data
 * analytics", SIGMOD 2019).
 */
import { readSync } from 'node:fs';
import { readFailure } from '../files/file-errors.js';
import { allocateBytes, type Decode } from '../kernels/decode-kernel.js';
import { bytesAt } from '../kernels/memory.js';
import { type Scan, wasmScan } from '../kernels/scan.js';
import { guessInsideQuotes, mostRecordBytes, nextBoundary } from './boundaries.js';
import {
  countLines,
  type DecodedChunk,
  decodeChunk,
  type Fault,
  type Layout,
  mostRows,
  tooLong,
} from './decode.js';
import { encodingFault, firstInvalidByte } from './encoding.js';
import { placeOf } from './place.js';
import { changedInput } from './sources/file-source.js';
import { hashOfRange } from './sources/range-hash.js';
import type { Batch, ByteRange } from './sources/source.js';

/** What is known of a batch once it is decoded. */
export interface BatchFacts {
  readonly rows: number;
  /** Line feeds from the end of the batch before to the end of this one. */
  readonly lines: number;
  /** Whether it was decoded as if it began inside quotes. */
  readonly insideQuotes: boolean;
  /** Whether an odd number of quotes lies in it. */
  readonly oddQuotes: boolean;
  /** Columns in which rounding has lost digits, see `DecodedChunk`. */
  readonly rounded: readonly number[];
  /** Of a range. */
  readonly hash?: string;
  /** The first error; lines are counted from the beginning of the batch. */
  readonly fault?: Fault;
}

/** Whole records among the bytes of a batch. */
interface Records {
  readonly from: number;
  readonly to: number;
  /** At most so many line feeds are in them. */
  readonly mostLines: number;
  /** Line feeds of the batch before them. */
  readonly linesBefore: number;
  /** Why it cannot be read on behind them. */
  readonly fault?: Fault | undefined;
}

type Found = Records & Omit<BatchFacts, 'rows' | 'rounded' | 'fault'>;

/** What is read beyond a range at first, for the end of its last record. */
const bytesBeyond = 64 * 1024;

export class BatchDecoder {
  readonly #memory: WebAssembly.Memory;
  readonly #scan: Scan;
  #address = 0;
  #length = 0;
  #records: Uint8Array = new Uint8Array(0);
  #linesBefore = 0;

  constructor(memory: WebAssembly.Memory) {
    this.#memory = memory;
    this.#scan = wasmScan(memory);
  }

  /** `room` gives an array for so many numbers. */
  decode(
    batch: Batch,
    insideQuotes: boolean | undefined,
    { layout, fast }: { readonly layout: Layout; readonly fast: Decode },
    room: (length: number) => Float64Array,
  ): BatchFacts {
    if ('numbers' in batch) {
      const { length } = batch.numbers;
      room(length).set(batch.numbers);
      return { rows: length / layout.width, lines: 0, rounded: [], insideQuotes: false, oddQuotes: false };
    }
    this.#records = new Uint8Array(0);
    const found = 'range' in batch ? this.#ofRange(batch.range, insideQuotes) : this.#ofBytes(batch);
    const { from, to, mostLines, linesBefore, fault: end, ...facts } = found;
    if (from === to) return { ...facts, rows: 0, rounded: [], ...(end && { fault: end }) };
    const out = room(mostRows(to - from, mostLines, layout) * layout.width);
    this.#records = bytesAt(this.#memory, this.#address + from, to - from);
    this.#linesBefore = linesBefore;
    const { rows, rounded, fault } = this.#rowsOf(
      { address: this.#address + from, length: to - from },
      layout,
      out,
      fast,
    );
    const decoded = { ...facts, rows, rounded };
    if (fault !== undefined) return { ...decoded, fault: { ...fault, line: linesBefore + fault.line } };
    return { ...decoded, ...(end && { fault: end }) };
  }

  /** The bytes of the rows decoded last, until the next call; none of a batch of numbers. */
  get records(): Uint8Array {
    return this.#records;
  }

  /** A fault of one of these rows, counted from 0. */
  faultAt(row: number, code: string, text: string): Fault {
    const { line, column } = placeOf(this.#records, row, 0);
    return { line: this.#linesBefore + line, column, code, text };
  }

  /**
   * Decodes whole records. An invalid byte in a column that is read is a fault already, so valid UTF-8 is looked for only
   * where there are others, or a fault. The fault of an earlier record comes first.
   */
  #rowsOf(
    { address, length }: { readonly address: number; readonly length: number },
    layout: Layout,
    out: Float64Array,
    fast: Decode,
  ): DecodedChunk {
    const bytes = bytesAt(this.#memory, address, length);
    const decoded = decodeChunk(bytes, layout, out, fast);
    if (decoded.fault === undefined && !layout.slots.includes(-1)) return decoded;
    const invalid = firstInvalidByte(bytes);
    if (invalid < 0) return decoded;
    const { fault, before } = encodingFault(bytes, invalid);
    const earlier = decodeChunk(bytesAt(this.#memory, address, before), layout, out, fast);
    return { fault, ...earlier };
  }

  #ofBytes({ bytes, endless }: Extract<Batch, { bytes: Uint8Array }>): Found {
    this.#region(bytes.length).set(bytes);
    const { lineBreaks: lines } = this.#scan(this.#region(bytes.length), 0, bytes.length, false);
    const facts = { lines, insideQuotes: false, oddQuotes: false };
    if (endless) return { ...facts, from: 0, to: 0, mostLines: 0, linesBefore: 0, fault: tooLong(0) };
    return { ...facts, from: 0, to: bytes.length, mostLines: lines, linesBefore: 0 };
  }

  /** Positions are those in the region, which begins with the range. */
  #ofRange(range: ByteRange, known: boolean | undefined): Found {
    const { from, to, body, size } = range;
    const length = to - from;
    let bytes = this.#read(range, Math.min(size, to + bytesBeyond) - from);
    const hash = hashOfRange(bytes.subarray(0, length));
    /** Where rows may begin, and line feeds and quotes are counted: behind the header. */
    const start = Math.min(Math.max(body - from, 0), length);
    const first = from < body;
    const insideQuotes = !first && (known ?? guessInsideQuotes(bytes, 0, length));
    const scanned = this.#scan(bytes, start, length, insideQuotes);
    const { lineBreaks: lines } = scanned;
    const facts = { hash, lines, insideQuotes, oddQuotes: scanned.insideQuotes !== insideQuotes };
    const begin = first ? start : nextBoundary(bytes.subarray(0, length), 0, insideQuotes);
    const last = Math.max(scanned.border, begin);
    const none = { ...facts, from: 0, to: 0, mostLines: 0, linesBefore: 0 };
    if (begin < 0 || (first && to < body) || from + begin === size) return none;
    const linesBefore = first ? 0 : countLines(bytes.subarray(0, begin));
    const some = { ...facts, from: begin, linesBefore };
    for (let beyond = bytesBeyond; ; beyond *= 2) {
      const end = to === size ? length : nextBoundary(bytes, length, scanned.insideQuotes);
      const whole = end < 0 && from + bytes.length === size ? bytes.length : end;
      if (whole >= 0)
        return { ...some, to: whole, mostLines: lines + countLines(bytes.subarray(length, whole)) };
      if (bytes.length - last > mostRecordBytes) {
        const lineOf = linesBefore + countLines(bytes.subarray(begin, last));
        return { ...some, to: last, mostLines: lines, fault: tooLong(lineOf) };
      }
      bytes = this.#read(range, Math.min(size, to + beyond) - from);
    }
  }

  /** The bytes of the file from the range's first one on. Throws a `DataError` where the file has become shorter. */
  #read({ descriptor, name, from }: ByteRange, length: number): Uint8Array {
    const bytes = this.#region(length);
    for (let filled = 0; filled < length; ) {
      const read = readAt(descriptor, bytes, filled, from + filled, name);
      if (read === 0) throw changedInput(name, 'it shrank');
      filled += read;
    }
    return bytes;
  }

  #region(length: number): Uint8Array {
    if (length > this.#length) {
      this.#address = allocateBytes(this.#memory, length);
      this.#length = length;
    }
    return bytesAt(this.#memory, this.#address, length);
  }
}

function readAt(descriptor: number, into: Uint8Array, at: number, position: number, name: string): number {
  try {
    return readSync(descriptor, into, at, into.length - at, position);
  } catch (error) {
    throw readFailure(error, name, 'data file');
  }
}
