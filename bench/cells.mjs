/** Writes rows of numbers with 6 decimals as bytes: digit by digit, since 100 million `toFixed` take a minute. */
import { writeSync } from 'node:fs';

const room = 1 << 20;
const longestRow = 1 << 16;

const [zero, point, minus] = ['0', '.', '-'].map((text) => text.charCodeAt(0));

/** A file being written; numbers are given as whole millionths, below 2³¹ of them. */
export class CellWriter {
  #fd;
  #bytes = Buffer.alloc(room + longestRow);
  #at = 0;

  constructor(fd) {
    this.#fd = fd;
  }

  text(text) {
    this.#at += this.#bytes.write(text, this.#at, 'latin1');
  }

  number(millionths) {
    const bytes = this.#bytes;
    let left = millionths;
    if (left < 0) {
      bytes[this.#at++] = minus;
      left = -left;
    }
    let whole = Math.floor(left / 1e6);
    let digits = 1;
    for (let power = 10; power <= whole; power *= 10) digits++;
    for (let i = this.#at + digits - 1; i >= this.#at; i--) {
      bytes[i] = zero + (whole % 10);
      whole = Math.floor(whole / 10);
    }
    this.#at += digits;
    bytes[this.#at] = point;
    let rest = left % 1e6;
    for (let i = this.#at + 6; i > this.#at; i--) {
      bytes[i] = zero + (rest % 10);
      rest = Math.floor(rest / 10);
    }
    this.#at += 7;
  }

  /** Ends a row. */
  line() {
    this.text('\n');
    if (this.#at >= room) this.flush();
  }

  flush() {
    for (let from = 0; from < this.#at; ) from += writeSync(this.#fd, this.#bytes, from, this.#at - from);
    this.#at = 0;
  }
}
