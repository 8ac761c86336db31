/** Record boundaries: a record ends after a line feed that is not inside quotes. */

const quote = 0x22;
const lineFeed = 0x0a;

/** The longest record there may be. */
export const mostRecordBytes = 16 * 1024 * 1024;

/** The last boundary among the first `length` bytes, which begin with a record; −1 if no record ends there. */
export function lastBoundary(bytes: Uint8Array, length: number): number {
  const part = bytes.subarray(0, length);
  let end = length;
  // Backwards from the last line feed: it ends a record if an even number of quotes precedes it.
  let odd = oddQuotes(part, 0, length);
  for (;;) {
    const at = part.lastIndexOf(lineFeed, end - 1);
    if (at < 0 || end === 0) return -1;
    if (oddQuotes(part, at, end)) odd = !odd;
    if (!odd) return at + 1;
    end = at;
  }
}

/** Whether an odd number of quotes lies in [from, to). */
function oddQuotes(bytes: Uint8Array, from: number, to: number): boolean {
  let odd = false;
  const part = bytes.subarray(from, to);
  for (let at = part.indexOf(quote); at >= 0; at = part.indexOf(quote, at + 1)) odd = !odd;
  return odd;
}

/** The boundary after the first line feed outside quotes at or after `from`; −1 if there is none. `insideQuotes` is the state at `from`. */
export function nextBoundary(bytes: Uint8Array, from: number, insideQuotes = false): number {
  let start = from;
  for (let odd = insideQuotes; ; ) {
    const at = bytes.indexOf(lineFeed, start);
    if (at < 0) return -1;
    if (oddQuotes(bytes, start, at)) odd = !odd;
    if (!odd) return at + 1;
    start = at + 1;
  }
}

/** The end of the record that begins at `start`: its boundary, or the end of the bytes. */
export function recordEnd(bytes: Uint8Array, start: number): number {
  const boundary = nextBoundary(bytes, start);
  return boundary < 0 ? bytes.length : boundary;
}

const comma = 0x2c;
const carriageReturn = 0x0d;
const endsCell = (byte: number | undefined) => byte === comma || byte === lineFeed || byte === carriageReturn;

/** Runs of quotes that `guessInsideQuotes` looks at. */
const mostRuns = 64;

/**
 * A guess whether `from` lies inside quotes, where what comes before is not known: the first quote that has a separator
 * on one side only decides, as it opens or closes a cell. Of adjacent quotes each two are one quote in a cell, or an empty
 * cell.
 */
export function guessInsideQuotes(bytes: Uint8Array, from: number, to: number): boolean {
  let inside = false;
  let at = bytes.indexOf(quote, from);
  for (let runs = 0; at >= 0 && at < to && runs < mostRuns; runs++) {
    let end = at + 1;
    while (end < to && bytes[end] === quote) end++;
    if ((end - at) % 2 === 1) {
      const before = at === from || endsCell(bytes[at - 1]);
      const after = endsCell(bytes[end]);
      if (at > from && before !== after) return before ? inside : !inside;
      inside = !inside;
    }
    at = bytes.indexOf(quote, end);
  }
  return false;
}
