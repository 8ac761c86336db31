/** Where records end: behind a line break that is not inside quotes. */

const quote = 0x22;
const lineFeed = 0x0a;

/** The end of the last whole record among the first `length` bytes, which begin with a record; −1 if none ends. */
export function lastBorder(bytes: Uint8Array, length: number): number {
  const part = bytes.subarray(0, length);
  let end = length;
  // From the last line break backwards: it is a border where an even number of quotes stands before it.
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

/** The end of the record that begins at `start`. */
export function firstBorder(bytes: Uint8Array, start: number): number {
  let from = start;
  for (let odd = false; ; ) {
    const at = bytes.indexOf(lineFeed, from);
    if (at < 0) return bytes.length;
    if (oddQuotes(bytes, from, at)) odd = !odd;
    if (!odd) return at + 1;
    from = at + 1;
  }
}
