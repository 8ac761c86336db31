/** The hash of a file: SHA-256 over the SHA-256 hashes of its ranges, in order, so that ranges can be hashed apart. */
import { createHash } from 'node:crypto';

/** Bytes of a range, and of what a worker reads at a time. */
export const rangeBytes = 4 * 1024 * 1024;

/** In hexadecimal. */
export function hashOfRange(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The hash of a file with its tag, such as `sha256-4MiB:`. */
export function hashOfRanges(hashes: readonly string[], bytes: number = rangeBytes): string {
  const unit = bytes % 2 ** 20 === 0 ? `${bytes / 2 ** 20}MiB` : `${bytes}B`;
  return `sha256-${unit}:${createHash('sha256').update(hashes.join(''), 'hex').digest('hex')}`;
}

/** Hashes bytes that come one after the other. */
export class RangesHash {
  readonly #hashes: string[] = [];
  #range = createHash('sha256');
  #inRange = 0;

  add(bytes: Uint8Array): void {
    for (let from = 0; from < bytes.length; ) {
      const to = Math.min(bytes.length, from + rangeBytes - this.#inRange);
      this.#range.update(bytes.subarray(from, to));
      this.#inRange += to - from;
      if (this.#inRange === rangeBytes) this.#endRange();
      from = to;
    }
  }

  #endRange(): void {
    this.#hashes.push(this.#range.digest('hex'));
    this.#range = createHash('sha256');
    this.#inRange = 0;
  }

  digest(): string {
    if (this.#inRange > 0) this.#endRange();
    return hashOfRanges(this.#hashes);
  }
}
