/**
 * Plain CSV records from bytes to float64. The byte at the end of the range is set to a line feed for the time of the
 * call, so that no loop need look for the end; 16 bytes beyond the end must be readable.
 *
 * A record that is not plain stops the decoding: it is for others to judge.
 */
const TAB: u32 = 0x09;
const LF: u32 = 0x0a;
const CR: u32 = 0x0d;
const SPACE: u32 = 0x20;
const QUOTE: u32 = 0x22;
const PLUS: u32 = 0x2b;
const MINUS: u32 = 0x2d;
const DOT: u32 = 0x2e;

const DONE = 0;
const FULL = 1;
const NOT_PLAIN = 2;

/** Powers of ten that a float64 holds exactly. */
const POWERS = memory.data<f64>([
  1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
  1e21, 1e22,
]);
const LARGEST_POWER = 22;
const WHOLE_POWERS = memory.data<u64>([1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000]);
/** The most digits that always fit in 64 bits. */
const SAFE_DIGITS = 19;

/** Where the next fixup goes: four 32-bit words, row, slot, and the cell's bytes from … to. */
let fixup: usize = 0;

/**
 * Digits of the last fraction beyond eights of them. Columns of equal decimals are common: the branch on it lets the
 * processor go on with the next cell before it knows where this one ends.
 */
let decimals: u64 = 0;

/** Nonzero in the highest bit of the first byte (and perhaps of later ones) that is no digit; `t` is xor-ed with '0's. */
@inline
function strangers(t: u64): u64 {
  return ((t + 0x7676767676767676) | t) & 0x8080808080808080;
}

/** Eight digits, the first in the lowest byte. */
@inline
function eightDigits(t: u64): u64 {
  let d = (t * 10 + (t >> 8)) & 0x00ff00ff00ff00ff;
  d = (d * 100 + (d >> 16)) & 0x0000ffff0000ffff;
  return (d * 10000 + (d >> 32)) & 0xffffffff;
}

/** Splits a float64 in two halves of 26 bits (Veltkamp). */
@inline
function upperHalf(a: f64): f64 {
  const c = 134217729 * a;
  return c - (c - a);
}

/**
 * m / power, correctly rounded, or NaN where the last bit is in doubt; 2⁵³ ≤ m < 2⁶⁴, power ≤ 10²².
 *
 * q + s is the quotient with a relative error of s below 2⁻⁵¹ (the remainder of a division is exact). Rounding never
 * reverses an order, so if both ends of an interval around it round to the same number, so does the quotient.
 */
function quotient(m: u64, power: f64): f64 {
  const high = f64(m);
  const low = f64(<i64>(m - <u64>high));
  const q = high / power;
  // q·power = product + rest exactly (Dekker).
  const product = q * power;
  const q1 = upperHalf(q);
  const q2 = q - q1;
  const p1 = upperHalf(power);
  const p2 = power - p1;
  const rest = q2 * p2 - (product - q1 * p1 - q2 * p1 - q1 * p2);
  const s = (high - product - rest + low) / power;
  const doubt = abs<f64>(s) * 8.881784197001252e-16;
  const below = q + (s - doubt);
  return below == q + (s + doubt) ? below : NaN;
}

/** The value of m·10^exponent that the short path cannot do, NaN where it is for others to find. */
function hard(m: u64, exponent: i32, digits: i32, from: usize): f64 {
  if (digits > SAFE_DIGITS) {
    for (let p = from; digits > SAFE_DIGITS; p++) {
      const c = <u32>load<u8>(p);
      if (c == DOT) continue;
      if (c != 0x30) return NaN;
      digits--;
    }
  }
  if (m == 0) return 0;
  if (exponent == 0) return f64(m);
  if (exponent > 0 || exponent < -LARGEST_POWER) return NaN;
  const power = load<f64>(POWERS + (<usize>-exponent << 3));
  return m < 1 << 53 ? <f64>(<i64>m) / power : quotient(m, power);
}

/** Writes the number at p to `to`; the position after it and its blanks, or 0 where it is none. */
@inline
function number(p: usize, delimiter: u32, to: usize, row: i32, slot: i32, bytes: usize): usize {
  let c = <u32>load<u8>(p);
  while ((c == SPACE || c == TAB) && c != delimiter) c = <u32>load<u8>(++p);
  const begin = p;
  const negative = <u32>(c == MINUS);
  p += <usize>(negative | <u32>(c == PLUS));
  const first = p;
  // Whole parts are short, and of few lengths: digit by digit they are read faster than by eights.
  let m: u64 = 0;
  for (let d = <u32>load<u8>(p) - 0x30; d <= 9; d = <u32>load<u8>(++p) - 0x30) m = m * 10 + d;
  let digits = <i32>(p - first);
  let exponent = 0;
  if (<u32>load<u8>(p) == DOT) {
    const dot = ++p;
    while (true) {
      const t = load<u64>(p) ^ 0x3030303030303030;
      const mask = strangers(t);
      if (mask == 0) {
        m = m * 100000000 + eightDigits(t);
        p += 8;
        continue;
      }
      const n = ctz(mask) >> 3;
      if (n != 0) m = m * load<u64>(WHOLE_POWERS + (<usize>n << 3)) + eightDigits(t << (64 - (n << 3)));
      if (n == decimals) p += <usize>decimals;
      else {
        decimals = n;
        p += <usize>n;
      }
      break;
    }
    exponent = <i32>(dot - p);
    digits -= exponent;
  }
  if (digits == 0) return 0;
  c = <u32>load<u8>(p);
  if ((c | 0x20) == 0x65) {
    c = <u32>load<u8>(++p);
    const less = c == MINUS;
    if (less || c == PLUS) p++;
    let written = 0;
    const start = p;
    for (c = <u32>load<u8>(p) - 0x30; c <= 9; c = <u32>load<u8>(++p) - 0x30) {
      if (written < 100000) written = written * 10 + c;
    }
    if (p == start) return 0;
    exponent += less ? -written : written;
    c = <u32>load<u8>(p);
  }
  let value: f64;
  if (m < 1 << 53 && exponent <= 0 && exponent >= -LARGEST_POWER && digits <= SAFE_DIGITS) {
    value = <f64>(<i64>m) / load<f64>(POWERS + (<usize>-exponent << 3));
  } else if (m < 1 << 53 && exponent > 0 && exponent <= LARGEST_POWER && digits <= SAFE_DIGITS) {
    value = <f64>(<i64>m) * load<f64>(POWERS + (<usize>exponent << 3));
  } else {
    value = hard(m, exponent, digits, first);
    if (value != value) {
      store<i32>(fixup, row);
      store<i32>(fixup, slot, 4);
      store<i32>(fixup, <i32>(begin - bytes), 8);
      store<i32>(fixup, <i32>(p - bytes), 12);
      fixup += 16;
    }
  }
  store<u64>(to, reinterpret<u64>(value) | (<u64>negative << 63));
  while ((c == SPACE || c == TAB) && c != delimiter) c = <u32>load<u8>(++p);
  return p;
}

/** The position after a cell whose text does not matter, or 0 where it is not plain. */
@inline
function skip(p: usize, delimiter: u32): usize {
  if (<u32>load<u8>(p) == QUOTE) {
    for (p++; ; p++) {
      const c = <u32>load<u8>(p);
      if (c == QUOTE) return p + 1;
      if (c == LF || c == CR) return 0;
    }
  }
  for (; ; p += 16) {
    const v = v128.load(p);
    const ends = v128.or(
      v128.or(i8x16.eq(v, i8x16.splat(<i8>delimiter)), i8x16.eq(v, i8x16.splat(<i8>LF))),
      v128.or(i8x16.eq(v, i8x16.splat(<i8>CR)), i8x16.eq(v, i8x16.splat(<i8>QUOTE))),
    );
    const mask = i8x16.bitmask(ends);
    if (mask == 0) continue;
    p += <usize>ctz(mask);
    return <u32>load<u8>(p) == QUOTE ? 0 : p;
  }
}

/**
 * Decodes records of bytes [from, end) into rows of `out`, field f into column slots[f], or nowhere if that is −1.
 * Writes to `result` as 32-bit words: the position reached, rows, fixups, line breaks, blank lines. Ends before a record
 * that is not plain (2), or for which there is no room (1).
 */
export function decode(
  bytes: usize,
  from: i32,
  end: i32,
  delimiter: u32,
  fields: i32,
  slots: usize,
  width: i32,
  out: usize,
  maxRows: i32,
  fixups: usize,
  maxFixups: i32,
  result: usize,
): i32 {
  const stop = bytes + <usize>end;
  const held = load<u8>(stop);
  store<u8>(stop, <u8>LF);
  const lastFixup = fixups + (<usize>(maxFixups - fields) << 4);
  const rowBytes = <usize>width << 3;
  fixup = fixups;
  let p = bytes + <usize>from;
  let to = out;
  let row = 0;
  let lines = 0;
  let blanks = 0;
  let status = DONE;
  while (p < stop) {
    const c = <u32>load<u8>(p);
    if (c == LF || (c == CR && <u32>load<u8>(p, 1) == LF && p + 1 < stop)) {
      p += c == LF ? 1 : 2;
      lines++;
      blanks++;
      continue;
    }
    if (row == maxRows || fixup > lastFixup) {
      status = FULL;
      break;
    }
    const fixupsBefore = fixup;
    let q = p;
    for (let f = 0; ; q++) {
      const slot = load<i32>(slots + (<usize>f << 2));
      if (slot < 0) q = skip(q, delimiter);
      else {
        const quoted = <u32>load<u8>(q) == QUOTE;
        q = number(q + <usize>quoted, delimiter, to + (<usize>slot << 3), row, slot, bytes);
        if (quoted && q != 0) q = <u32>load<u8>(q) == QUOTE ? q + 1 : 0;
      }
      if (++f == fields || q == 0) break;
      if (<u32>load<u8>(q) != delimiter) {
        q = 0;
        break;
      }
    }
    if (q != 0) {
      const e = <u32>load<u8>(q);
      if (e == LF) {
        lines += <i32>(q < stop);
        q++;
      } else if (e == CR && <u32>load<u8>(q, 1) == LF && q + 1 < stop) {
        lines++;
        q += 2;
      } else q = 0;
    }
    if (q == 0) {
      fixup = fixupsBefore;
      status = NOT_PLAIN;
      break;
    }
    p = q;
    to += rowBytes;
    row++;
  }
  store<u8>(stop, held);
  store<i32>(result, <i32>(min(p, stop) - bytes));
  store<i32>(result, row, 4);
  store<i32>(result, <i32>(fixup - fixups) >> 4, 8);
  store<i32>(result, lines, 12);
  store<i32>(result, blanks, 16);
  return status;
}
