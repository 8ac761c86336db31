/** Where records end: line feeds outside quotes, 64 bytes at a time. */

@inline
function bits(p: usize, wanted: v128): u64 {
  const a = <u64>(<u32>i8x16.bitmask(i8x16.eq(v128.load(p), wanted)));
  const b = <u64>(<u32>i8x16.bitmask(i8x16.eq(v128.load(p, 16), wanted)));
  const c = <u64>(<u32>i8x16.bitmask(i8x16.eq(v128.load(p, 32), wanted)));
  const d = <u64>(<u32>i8x16.bitmask(i8x16.eq(v128.load(p, 48), wanted)));
  return a | (b << 16) | (c << 32) | (d << 48);
}

/**
 * Writes to `result` as 32-bit words, for bytes [from, end): the position after the last line feed outside quotes or −1,
 * whether the end is inside quotes, the number of line feeds.
 */
export function scan(bytes: usize, from: i32, end: i32, insideQuotes: i32, result: usize): void {
  let p = bytes + <usize>from;
  const stop = bytes + <usize>end;
  const quote = i8x16.splat(0x22);
  const feed = i8x16.splat(0x0a);
  let inside = -<i64>insideQuotes;
  let last: i32 = -1;
  let lines = 0;
  for (; p + 64 <= stop; p += 64) {
    let q = bits(p, quote);
    let n = bits(p, feed);
    lines += <i32>popcnt(n);
    if (q != 0) {
      // Bit i becomes the parity of the quotes up to and with byte i.
      q ^= q << 1;
      q ^= q << 2;
      q ^= q << 4;
      q ^= q << 8;
      q ^= q << 16;
      q ^= q << 32;
    }
    q ^= <u64>inside;
    inside = <i64>q >> 63;
    n &= ~q;
    if (n != 0) last = <i32>(p - bytes) + 64 - <i32>clz(n);
  }
  for (; p < stop; p++) {
    const c = load<u8>(p);
    if (c == 0x22) inside = ~inside;
    else if (c == 0x0a) {
      lines++;
      if (inside == 0) last = <i32>(p - bytes) + 1;
    }
  }
  store<i32>(result, last);
  store<i32>(result, <i32>(inside & 1), 4);
  store<i32>(result, lines, 8);
}
