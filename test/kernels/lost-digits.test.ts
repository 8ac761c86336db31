/** Which numerals lose digits in float64; the decoder marks the same. */
import { describe, expect, test } from 'vitest';
import { decodeChunk } from '#chainrule/data/decode.js';
import { allocateBytes, numberOf, numeral, wasmDecode } from '#chainrule/kernels/decode-kernel.js';
import { losesDigits } from '#chainrule/kernels/lost-digits.js';
import { allocate, bytesAt, float64At } from '#chainrule/kernels/memory.js';
import { numeralOf } from './cells.js';
import { memory, seeded } from './helpers.js';

test.each([
  ['9007199254740991', false],
  ['9007199254740992', false],
  ['9007199254740993', true],
  ['-9007199254740993', true],
  ['9007199254740994', false],
  ['1234567890123456789', true],
  ['1234567890123456768', false],
  ['12345678901234567890123', true],
  ['100000000000000000000000', false],
  ['1234567890123456789e5', true],
  ['5e-324', false],
  ['4.9406564584124654e-324', false],
  ['4.9406564584124655e-324', true],
  ['0.1', false],
  ['0.100000000000000', false],
  ['0.1000000000000000000000', false],
  ['0.1000000000000000000001', true],
  ['45066524196450660', false],
  ['45066524196450671', true],
  ['4506652419645066.00', false],
  ['0.1000000000000000055511151231257827', false],
  ['3.141592653589793', false],
  ['3.141592653589793116', false],
  ['3.14159265358979323846', true],
  ['0000000000000000000000001.5', false],
  [' +1234567890123456789\t', true],
  // Halfway between two numerals of 17 digits: printers round it to either.
  ['1125899906842624.2', false],
  ['1125899906842624.3', false],
  ['1125899906842624.1', true],
])('%s: %s', (text, lost) => {
  expect(losesDigits(text, Number(text))).toBe(lost);
});

describe('numbers that come from float64 lose none', () => {
  test.each([1, 2, 3])('seed %i', (seed) => {
    const source = seeded(seed);
    const view = new DataView(new ArrayBuffer(8));
    for (let k = 0; k < 5000; k++) {
      view.setUint32(0, source.uint32());
      view.setUint32(4, source.uint32());
      const value =
        k % 2 === 0 ? view.getFloat64(0) : (source.uniform() - 0.5) * 10 ** (source.below(30) - 10);
      if (!Number.isFinite(value)) continue;
      const precision = 17 + source.below(40);
      for (const text of [String(value), value.toPrecision(precision), value.toExponential(precision - 1)])
        expect(losesDigits(text, value), text).toBe(false);
    }
  });
});

/** Is the numeral what the value gives with as many digits? Ties apart, which are rare. */
function differs(text: string): boolean {
  const digits = (of: string) =>
    of
      .replace(/^[+-]/, '')
      .replace(/[eE].*/, '')
      .replace('.', '')
      .replace(/^0+/, '');
  const length = digits(text).length;
  return length > 15 && digits(Number(text).toPrecision(length)) !== digits(text);
}

test('all others are those that toPrecision writes otherwise, if they do not end in 0', () => {
  const source = seeded(5);
  const whole = (length: number) => Array.from({ length }, () => source.below(10)).join('');
  let lost = 0;
  for (let k = 0; k < 20_000; k++) {
    const text = `${1 + source.below(9)}${whole(source.below(12))}.${whole(2 + source.below(12))}${1 + source.below(9)}`;
    expect(losesDigits(text, Number(text)), text).toBe(differs(text));
    if (differs(text)) lost++;
  }
  expect(lost).toBeGreaterThan(3000);
  expect(lost).toBeLessThan(17_000);
});

describe('the decoder marks the columns of such numbers', () => {
  const width = 1000;
  const layout = { delimiter: 44, slots: Array.from({ length: width }, (_, i) => width - 1 - i), width };
  const out = float64At(memory, allocate(memory, 2 * width * 8), 2 * width);

  function decoded(cells: readonly string[]) {
    const text = new TextEncoder().encode(`${cells.join(',')}\n`);
    const bytes = bytesAt(memory, allocateBytes(memory, text.length), text.length);
    bytes.set(text);
    return { bytes, decode: wasmDecode(memory, layout) };
  }

  const digitsOf = (source: ReturnType<typeof seeded>) => {
    const value = (source.uniform() - 0.5) * 10 ** (source.below(24) - 4);
    const text = [String(value), value.toPrecision(18), `${Math.abs(source.uint32() * 4_294_967_295)}`][
      source.below(3)
    ]!;
    // One digit more or another one: about half of them lose it.
    return source.below(2) === 0 ? text : text.replace(/\d(?!.*\d)/, String(source.below(10)));
  };

  test.each([1, 2, 3, 4])('and no others, seed %i', (seed) => {
    const source = seeded(seed);
    for (let k = 0; k < 20; k++) {
      const cells: string[] = [];
      while (cells.length < width) {
        const cell = source.below(3) === 0 ? numeralOf(source) : digitsOf(source);
        if (numeral.test(cell) && numberOf(cell) !== undefined) cells.push(cell);
      }
      const { bytes, decode } = decoded(cells);
      const marks = new Uint8Array(width);
      expect(decode(bytes, 0, bytes.length, out, 0, 2, marks).status).toBe('done');
      for (const [field, cell] of cells.entries())
        expect(marks[layout.slots[field]!], cell).toBe(Number(losesDigits(cell, Number(cell))));
      expect(marks.includes(1)).toBe(true);
      // A decoder forgets them with the next call, and others stay as they are.
      const next = new Uint8Array(width).fill(2);
      const plain = decoded(cells.map(() => '1'));
      decode(plain.bytes, 0, plain.bytes.length, out, 0, 2, next);
      expect(next.every((mark) => mark === 2)).toBe(true);
    }
  });

  test('alike in the reference and with both, whichever judges a record', () => {
    const layout = { header: ['a', 'b', 'y'], slots: [0, 1, 2], width: 3 };
    const lost = '1234567890123456789';
    const cases: readonly [string, readonly number[]][] = [
      [`1,2,3\n${lost},2,3\n`, [0]],
      [`1,2,3\n"${lost}",2,${lost}\n1,2,3\n`, [0, 2]],
      [`1,2,3\n1,"2\n",3\n`, []],
      [`1,${lost},3\n"1",2,3\n`, [1]],
      [`1,2,3\n1,2,12345678901234567890.5\n`, [2]],
    ];
    for (const [text, rounded] of cases) {
      const encoded = new TextEncoder().encode(text);
      const bytes = bytesAt(memory, allocateBytes(memory, encoded.length), encoded.length);
      bytes.set(encoded);
      const fast = wasmDecode(memory, { ...layout, delimiter: 44 });
      const reference = decodeChunk(bytes, layout, new Float64Array(100));
      if (reference.fault === undefined) expect(reference.rounded, text).toEqual(rounded);
      expect(decodeChunk(bytes, layout, out, fast).rounded, text).toEqual(reference.rounded);
    }
  });
});
