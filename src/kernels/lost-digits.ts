/** Numerals with more digits than float64 holds. */

/** As many digits always survive. */
const safeDigits = 15;

const parts = /^\s*[+-]?0*(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?\s*$/;

/**
 * Whether rounding a numeral to float64 loses digits: its value, written with as many digits, is another numeral. Zeros at
 * the end do not count, as many programs fill up with them. So numbers that come from float64 lose none, however many of
 * their digits are written.
 */
export function losesDigits(numeral: string, value: number): boolean {
  if (numeral.length <= safeDigits) return false;
  const [, whole = '', fraction = '', exponent = '0'] = parts.exec(numeral) ?? [];
  const written = `${whole}${fraction}`;
  const significant = written.replace(/0+$/, '');
  const digits = BigInt(`0${significant}`);
  if (digits < 10n ** BigInt(safeDigits)) return false;
  // |value| = m·2^binary, the numeral is digits·10^decimal: compared as whole multiples of 2^min(binary, 0)·10^min(decimal, 0).
  const { m, binary } = binaryOf(Math.abs(value));
  const decimal = Number(exponent) - fraction.length + written.length - significant.length;
  const unit = 10n ** BigInt(Math.max(decimal, 0)) * 2n ** BigInt(Math.max(-binary, 0));
  const exact = m * 2n ** BigInt(Math.max(binary, 0)) * 10n ** BigInt(Math.max(-decimal, 0));
  const off = exact - digits * unit;
  return 2n * (off < 0n ? -off : off) > unit;
}

/** m·2^binary, exactly. */
function binaryOf(value: number): { m: bigint; binary: number } {
  const bits = new BigUint64Array(Float64Array.of(value).buffer)[0]!;
  const biased = Number(bits >> 52n);
  const fraction = bits & (2n ** 52n - 1n);
  return { m: biased === 0 ? fraction : fraction | (2n ** 52n), binary: Math.max(biased, 1) - 1075 };
}
