/**
 * Plain CSV records from bytes to float64. Where the range does not end with a line feed, the byte after it is set to one
 * during the call, so that no loop has to check for the end; 32 bytes beyond the end must be readable.
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

/** From LANES + e: for each place of 16 bytes that byte of a cell of e bytes that belongs there, so that the cell ends with them. */
const LANES = memory.data<u8>([
  240, 241, 242, 243, 244, 245, 246, 247, 248, 249, 250, 251, 252, 253, 254, 255, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11,
  12, 13, 14, 15,
]);
/** From BEFORE_DOT + n: −1 for each of those places that stands before n digits and a dot, to be taken one byte earlier. */
const BEFORE_DOT = memory.data<u8>([
  255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  0, 0, 0,
]);
/** 10^decimals, and 1 for NO_DOT; 32 further on the same below zero. */
const DECIMAL_POWERS = memory.data<f64>([
  1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  0, 0, 0, 0, 0, -1e0, -1e1, -1e2, -1e3, -1e4, -1e5, -1e6, -1e7, -1e8, -1e9, -1e10, -1e11, -1e12, -1e13, -1e14, -1e15,
  -1e0,
]);
const ZEROS = memory.data<u64>([0x3030303030303030, 0x3030303030303030]);
/** What makes 128 and more of all values but 0 to 9. */
const ABOVE_NINE = memory.data<u64>([0x7676767676767676, 0x7676767676767676]);
/** ·2561 ÷ 256 makes 10a + b of two digits a, b. */
const TENS = memory.data<u16>([2561, 2561, 2561, 2561, 2561, 2561, 2561, 2561]);
const HUNDREDS = memory.data<u16>([100, 1, 100, 1, 100, 1, 100, 1]);
const TEN_THOUSANDS = memory.data<u16>([10000, 1, 10000, 1, 10000, 1, 10000, 1]);
const HUNDRED_MILLIONS = memory.data<f64>([1e8, 1e8]);
/** Numbers that may be noted before they are settled; where a record has more fields, as many as those. */
const NOTES: usize = 128;
/** The length of a field's last number where it is not for `quick`. */
const UNUSUAL: u32 = 0xff;
/** Stands for a number without a dot: no place is before it. */
const NO_DOT = 16;

/** Up to this, m·10^e rounded to float64 and back to as many digits is m again. */
const KEPT: u64 = 1 << 52;

/** One byte a column: set to 1 where rounding has lost digits of a number. */
let rounded: usize = 0;

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
 * m / power, correctly rounded, or NaN where the last bit is in doubt; 2⁵² < m < 2⁶⁴, power ≤ 10²². Marks the column where
 * the result times power does not round to m again, zeros at its end apart.
 *
 * q + s is the quotient with a relative error of s below 2⁻⁵¹ (the remainder of a division is exact). Rounding never
 * reverses an order, so if both ends of an interval around it round to the same number, so does the quotient.
 */
function quotient(m: u64, power: f64, slot: i32): f64 {
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
  if (below != q + (s + doubt)) return NaN;
  // How far below·power is from m, to many digits.
  const off = abs<f64>(below - q - s) * power;
  if (off > 0.499999) {
    const ratio = off / (0.5 * f64(lastPlace(m)));
    // Near 1 the caller must find out.
    if (abs<f64>(ratio - 1) < 1e-6) return NaN;
    if (ratio > 1) store<u8>(rounded + <usize>slot, 1);
  }
  return below;
}

/** The power of ten of the last digit of m that is not 0. */
function lastPlace(m: u64): u64 {
  let power: u64 = 1;
  for (; m % 10 == 0; m /= 10) power *= 10;
  return power;
}

/**
 * The value of m·10^exponent where the fast path cannot compute it; NaN where the caller must find it. Marks the column
 * where rounding loses digits.
 */
function hard(m: u64, exponent: i32, digits: i32, from: usize, slot: i32): f64 {
  if (digits > SAFE_DIGITS) {
    for (let p = from; digits > SAFE_DIGITS; p++) {
      const c = <u32>load<u8>(p);
      if (c == DOT) continue;
      if (c != 0x30) return NaN;
      digits--;
    }
  }
  if (m == 0) return 0;
  if (exponent == 0) {
    const off = <u64>abs<i64>(<i64>(<u64>f64(m) - m));
    if (off != 0 && 2 * off > lastPlace(m)) store<u8>(rounded + <usize>slot, 1);
    return f64(m);
  }
  if (exponent > 0 || exponent < -LARGEST_POWER) return NaN;
  const power = load<f64>(POWERS + (<usize>-exponent << 3));
  return m <= KEPT ? <f64>(<i64>m) / power : quotient(m, power, slot);
}

/** Writes the number at p to `to`; the position after it and its blanks, or 0 if it is not a number. */
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
  if (m <= KEPT && exponent <= 0 && exponent >= -LARGEST_POWER && digits <= SAFE_DIGITS) {
    value = <f64>(<i64>m) / load<f64>(POWERS + (<usize>-exponent << 3));
  } else if (m <= KEPT && exponent > 0 && exponent <= LARGEST_POWER && digits <= SAFE_DIGITS) {
    value = <f64>(<i64>m) * load<f64>(POWERS + (<usize>exponent << 3));
  } else {
    value = hard(m, exponent, digits, first, slot);
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

/** The first field that `quick` did not come to, and where the next note goes. */
let reached: usize = 0;
let note: usize = 0;

/**
 * Reads the numbers of a record, from the field `field` on, as long as they are as most are: [-]digits[.digits], at most
 * 15 digits and a digit before the dot, followed directly by the byte `closing`, and a closing quote by the
 * delimiter; after the last one the line ends. So they are below 2⁵³ and their power of ten is exact. They are noted, to be
 * written by `settle`. Returns the position after the last delimiter, or that of the line end after the last field.
 */
@inline
function quick(p: usize, field: usize, lastField: usize, quoted: boolean, delimiter: u32, out: usize): usize {
  let to = note;
  const closing = quoted ? QUOTE : delimiter;
  const zeros = v128.load(ZEROS);
  const aboveNine = v128.load(ABOVE_NINE);
  while (true) {
    const slot = load<i32>(field);
    if (slot < 0) break;
    let at = p;
    let c = <u32>load<u8>(p);
    if (quoted) {
      if (c != QUOTE) break;
      c = <u32>load<u8>(++at);
    }
    const negative = <usize>(c == MINUS);
    at += negative;
    const digits = i8x16.sub(v128.load(at), zeros);
    const others = i8x16.bitmask(i8x16.add_sat_u(digits, aboveNine)) | 0x10000;
    let length = <usize>ctz(others);
    if (length - 1 >= 15) break;
    let decimals: usize = NO_DOT;
    if (<u32>load<u8>(at + length) == DOT) {
      decimals = ~length;
      length = <usize>ctz(others & (others - 1));
      decimals += length;
    }
    c = <u32>load<u8>(at + length);
    if (c != closing) {
      if (quoted || field != lastField) break;
      if (c != LF) if (c != CR) break;
    }
    // The lengths of a field repeat: the branch lets the processor begin the next cell before it knows where this one ends.
    const usual = <usize>load<u32>(field, 4);
    if (length == usual) at += usual;
    else {
      store<u32>(field, <u32>length, 4);
      at += length;
    }
    if (quoted) {
      c = <u32>load<u8>(++at);
      if (c != delimiter) if (field != lastField) break;
    }
    const places = i8x16.add(v128.load(LANES + length), v128.load(BEFORE_DOT + decimals));
    v128.store(to, i8x16.swizzle(digits, places));
    store<u32>(to, <u32>(out + (<usize>slot << 3)), 16);
    store<u32>(to, <u32>(DECIMAL_POWERS + (decimals << 3) + (negative << 8)), 20);
    to += 32;
    field += 8;
    p = at;
    if (field > lastField) break;
    p++;
  }
  note = to;
  reached = field;
  return p;
}

function quickPlain(p: usize, field: usize, lastField: usize, delimiter: u32, out: usize): usize {
  return quick(p, field, lastField, false, delimiter, out);
}

function quickQuoted(p: usize, field: usize, lastField: usize, delimiter: u32, out: usize): usize {
  return quick(p, field, lastField, true, delimiter, out);
}

/** Writes the noted numbers, two at a time, and clears the notes; the buffer has space for one more note. */
function settle(notes: usize): void {
  const end = note;
  note = notes;
  v128.store(end, v128.load(end - 32));
  v128.store(end, v128.load(end - 16), 16);
  const tens = v128.load(TENS);
  const hundreds = v128.load(HUNDREDS);
  const tenThousands = v128.load(TEN_THOUSANDS);
  const millions = v128.load(HUNDRED_MILLIONS);
  for (let p = notes; p < end; p += 64) {
    const ab = i16x8.shr_u(i16x8.mul(v128.load(p), tens), 8);
    const cd = i16x8.shr_u(i16x8.mul(v128.load(p, 32), tens), 8);
    const fours = i16x8.narrow_i32x4_u(i32x4.dot_i16x8_s(ab, hundreds), i32x4.dot_i16x8_s(cd, hundreds));
    const eights = i32x4.dot_i16x8_s(fours, tenThousands);
    const high = f64x2.convert_low_i32x4_s(i32x4.shuffle(eights, eights, 0, 2, 0, 2));
    const low = f64x2.convert_low_i32x4_s(i32x4.shuffle(eights, eights, 1, 3, 1, 3));
    const first = v128.load64_zero(<usize>load<u32>(p, 20));
    const powers = v128.load64_lane(<usize>load<u32>(p, 52), first, 1);
    const values = f64x2.div(f64x2.add(f64x2.mul(high, millions), low), powers);
    v128.store64_lane(<usize>load<u32>(p, 16), values, 0);
    v128.store64_lane(<usize>load<u32>(p, 48), values, 1);
  }
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
 * Decodes records of bytes [from, end) into rows of `out`, field f into column slots[f], or nowhere if that is −1. Sets the
 * byte of a column in `marks` to 1 where rounding loses digits of one of its numbers.
 * Writes to `result` as 32-bit words: the position reached, rows, fixups, line breaks, blank lines. Ends before a record
 * that is not plain (2), or for which `out` has no space (1).
 */
export function decode(
  bytes: usize,
  from: i32,
  end: i32,
  delimiter: u32,
  fields: i32,
  slots: usize,
  notes: usize,
  width: i32,
  out: usize,
  maxRows: i32,
  fixups: usize,
  maxFixups: i32,
  marks: usize,
  result: usize,
): i32 {
  rounded = marks;
  const stop = bytes + <usize>end;
  const held = load<u8>(stop);
  const open = <u32>load<u8>(stop - 1) != LF;
  if (open) store<u8>(stop, <u8>LF);
  const lastField = slots + (<usize>(fields - 1) << 3);
  const lastNote = notes + ((NOTES - <usize>min(fields, <i32>NOTES)) << 5);
  note = notes;
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
    if (note > lastNote) settle(notes);
    const fixupsBefore = fixup;
    let q = p;
    for (let field = slots; ; q++) {
      if (load<u32>(field, 4) != UNUSUAL) {
        q =
          <u32>load<u8>(q) == QUOTE
            ? quickQuoted(q, field, lastField, delimiter, to)
            : quickPlain(q, field, lastField, delimiter, to);
        field = reached;
        if (field > lastField) break;
      }
      const slot = load<i32>(field);
      if (slot < 0) q = skip(q, delimiter);
      else {
        const quoted = <u32>load<u8>(q) == QUOTE;
        const start = q + <usize>quoted;
        q = number(start, delimiter, to + (<usize>slot << 3), row, slot, bytes);
        store<u32>(field, q - start > 16 ? UNUSUAL : 0, 4);
        if (quoted && q != 0) q = <u32>load<u8>(q) == QUOTE ? q + 1 : 0;
      }
      field += 8;
      if (field > lastField || q == 0) break;
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
  settle(notes);
  if (open) store<u8>(stop, held);
  store<i32>(result, <i32>(min(p, stop) - bytes));
  store<i32>(result, row, 4);
  store<i32>(result, <i32>(fixup - fixups) >> 4, 8);
  store<i32>(result, lines, 12);
  store<i32>(result, blanks, 16);
  return status;
}
