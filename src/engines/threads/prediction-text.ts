/** Predictions of a batch as CSV: kept fields as the file has them, then the shortest numeral that reads back the same. */
import { KeptText } from '../../data/kept-text.js';

const comma = 0x2c;
const lineFeed = 0x0a;
/** The longest numeral of a float64, with its separator and its line feed. */
const numeralBytes = 32;

export class PredictionText {
  #bytes = new Uint8Array(1 << 16);
  #length = 0;

  /** The text of so many rows; `records` are the bytes that they were decoded from. */
  of(
    predictions: Float64Array,
    rows: number,
    records: Uint8Array,
    fields: number,
    keep: readonly number[],
  ): Uint8Array {
    this.#length = 0;
    const kept = keep.length > 0 ? new KeptText(records, fields, keep) : undefined;
    for (let row = 0; row < rows; row++) {
      if (kept !== undefined) this.#addKept(kept, records);
      this.#addNumeral(predictions[row]!);
    }
    return this.#bytes.slice(0, this.#length);
  }

  #addKept(kept: KeptText, records: Uint8Array): void {
    kept.next();
    for (let k = 0; k < kept.starts.length; k++) {
      const [start, end] = [kept.starts[k]!, kept.ends[k]!];
      this.#reserve(end - start + 1);
      for (let at = start; at < end; at++) this.#bytes[this.#length++] = records[at]!;
      this.#bytes[this.#length++] = comma;
    }
  }

  #addNumeral(value: number): void {
    // −0 + 0 is 0.
    const text = String(value + 0);
    this.#reserve(numeralBytes);
    for (let i = 0; i < text.length; i++) this.#bytes[this.#length++] = text.charCodeAt(i);
    this.#bytes[this.#length++] = lineFeed;
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const larger = new Uint8Array(2 * (this.#length + more));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}
