/** The text of some fields, record by record, as the file has it: quotes included, so that it is CSV again. */

const quote = 0x22;
const comma = 0x2c;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** Walks through records that a decoder has accepted; empty lines are passed over, as there. */
export class KeptText {
  readonly #bytes: Uint8Array;
  /** For each field of a record, which of the kept ones it is, or −1. */
  readonly #kept: Int32Array;
  /** Of the record at hand: where the text of each kept field begins and ends. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  #at = 0;

  constructor(bytes: Uint8Array, fields: number, keep: readonly number[]) {
    this.#bytes = bytes;
    this.#kept = new Int32Array(fields).fill(-1);
    for (const [k, field] of keep.entries()) this.#kept[field] = k;
    this.starts = new Int32Array(keep.length);
    this.ends = new Int32Array(keep.length);
  }

  /** Goes to the next record. */
  next(): void {
    const bytes = this.#bytes;
    let at = this.#at;
    while (bytes[at] === lineFeed || (bytes[at] === carriageReturn && bytes[at + 1] === lineFeed)) at++;
    for (let field = 0, start = at, quoted = false; ; at++) {
      const byte = bytes[at];
      if (byte === quote) quoted = !quoted;
      const ends = byte === undefined || (!quoted && (byte === comma || byte === lineFeed));
      if (!ends) continue;
      const kept = this.#kept[field]!;
      if (kept >= 0) {
        this.starts[kept] = start;
        this.ends[kept] = byte === lineFeed && at > start && bytes[at - 1] === carriageReturn ? at - 1 : at;
      }
      field++;
      start = at + 1;
      if (byte !== comma) break;
    }
    this.#at = at + 1;
  }
}
