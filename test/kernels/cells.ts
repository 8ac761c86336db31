/** Seeded cells of CSV, numbers and not: the shapes that conversions get wrong. */
import type { Random } from '#chainrule/random.js';

const pick = <T>(source: Random, list: readonly T[]): T => list[source.below(list.length)]!;

const digits = (source: Random, n: number) =>
  Array.from({ length: n }, () => String(source.below(10))).join('');

/** A float64 of any bits. */
function anyNumber(source: Random): number {
  const words = Uint32Array.of(source.uint32(), source.uint32());
  const value = new Float64Array(words.buffer)[0]!;
  return Number.isFinite(value) ? value : 1;
}

/** Half way between two float64 numbers (exactly: a double's neighbour and half a unit), as a decimal of all digits. */
function halfway(source: Random): string {
  const mantissa = (1n << 53n) + 2n * BigInt(source.below(2 ** 31)) * BigInt(source.below(2 ** 20)) + 1n;
  const shift = source.below(30);
  // (2⁵³ + odd) / 2^shift, of 54 bits: written out, 10^shift · m / 2^shift is whole.
  const text = (mantissa * 5n ** BigInt(shift)).toString().padStart(shift + 1, '0');
  return shift === 0 ? text : `${text.slice(0, -shift)}.${text.slice(-shift)}`;
}

const odd = [
  ...['-0', '+0', '0', '0.0', '-0.000', '1e308', '1.7976931348623157e308', '760.', '.11019', '-.5', '+.5e1'],
  ...[
    '007',
    '+7',
    '000000000000000000000000.25',
    '0.000000000000000000000000000001',
    '1e22',
    '1e23',
    '1e-22',
  ],
  ...['5e-324', '2.4703282292062328e-324', '2.2250738585072011e-308', '9007199254740993', '9007199254740992'],
  ...[
    '18446744073709551615',
    '9999999999999999999',
    '99999999999999999999',
    '1e00000000000000000022',
    '0e999999',
  ],
  ...[
    '123456789012345678901234567890',
    '1.50000000000000000000000000000',
    '8.5e-5',
    '1E+5',
    '9007199254740993e0',
  ],
];

const bad = [
  ...[
    '',
    ' ',
    '.',
    '+',
    '-',
    'e5',
    '1e',
    '1e+',
    '0x10',
    'NaN',
    'Infinity',
    'abc',
    '1 2',
    '1_000',
    '--1',
    '1.2.3',
  ],
  ...[
    '1e400',
    '-1e309',
    '1e-400',
    '1"',
    ' "1"',
    '"1" ',
    '"1',
    '""',
    '"1""',
    '"1\n"',
    '1\r',
    '٣',
    '1e5.0',
    '"1"2',
  ],
];

/** A numeral that the grammar has. */
export function numeralOf(source: Random): string {
  switch (source.below(10)) {
    case 0:
      return pick(source, odd);
    case 1:
      return String(anyNumber(source));
    case 2:
      return halfway(source);
    case 3:
      return ((source.uniform() - 0.5) * 20).toPrecision(17);
    case 4:
      return `${digits(source, source.below(20))}.${digits(source, 1 + source.below(24))}`;
    case 5:
      return `${digits(source, 1 + source.below(20))}e${source.below(60) - 30}`;
    case 6:
      return String((source.uniform() - 0.5) * 10 ** source.below(20));
    case 7:
      return `+0${digits(source, source.below(17))}${source.below(2) ? '.' : ''}`;
    default:
      return ((source.uniform() - 0.5) * 200).toFixed(source.below(9));
  }
}

/** A numeral with blanks, perhaps quoted; one in `oneInBad` is not a number or not plain. */
export function cellOf(source: Random, oneInBad: number): string {
  if (oneInBad > 0 && source.below(oneInBad) === 0) return pick(source, bad);
  const blanks = () => pick(source, ['', '', '', ' ', '\t', '  ']);
  const text = blanks() + numeralOf(source) + blanks();
  return source.below(5) === 0 ? `"${text}"` : text;
}
