/** Decoded chunks one behind the other: which of them hold the rows of a block. */

/** Rows that follow each other, row-major. */
export interface Segment {
  /** In shared memory, or in the file of rows that do not fit there. */
  readonly address: number;
  readonly onDisk: boolean;
  readonly rows: number;
}

export class Segments {
  readonly #segments: Segment[] = [];
  /** The number of the first row of each segment, and of the row behind the last. */
  readonly #starts: number[] = [0];
  readonly #width: number;
  /** From where `piecesOf` looks: blocks are asked for in order, so it need not begin anew. */
  #hint = 0;

  constructor(width: number) {
    this.#width = width;
  }

  get rows(): number {
    return this.#starts.at(-1) ?? 0;
  }

  /** Chunks come in the order of the input. */
  add(segment: Segment): void {
    if (segment.rows === 0) return;
    this.#segments.push(segment);
    this.#starts.push(this.rows + segment.rows);
  }

  /** Where rows [from, to) lie. */
  piecesOf(from: number, to: number): Segment[] {
    const pieces: Segment[] = [];
    if (from < this.#starts[this.#hint]!) this.#hint = 0;
    while (this.#starts[this.#hint + 1]! <= from) this.#hint++;
    let row = from;
    for (let k = this.#hint; row < to; k++) {
      const skipped = row - this.#starts[k]!;
      const rows = Math.min(to, this.#starts[k + 1]!) - row;
      const { address, onDisk } = this.#segments[k]!;
      pieces.push({ address: address + skipped * this.#width * 8, onDisk, rows });
      row += rows;
    }
    return pieces;
  }
}
