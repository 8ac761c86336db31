/** The contract for numeric cells: one grammar, correctly rounded values, and an error for all else. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseNumber } from '#chainrule/data/number.js';

/** The contract's grammar, blanks around it allowed. */
const contract = /^[ \t]*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?[ \t]*$/;

const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: 25 });
const blanks = fc.string({ unit: fc.constantFrom(' ', '\t'), maxLength: 2 });
const numerals = fc
  .tuple(
    blanks,
    fc.constantFrom('', '+', '-'),
    fc.oneof(
      digits,
      digits.map((whole) => `${whole}.`),
      fc.tuple(digits, digits).map(([whole, rest]) => `${whole}.${rest}`),
      digits.map((rest) => `.${rest}`),
      fc.double({ noNaN: true, noDefaultInfinity: true, min: 0 }).map(String),
    ),
    fc.oneof(
      fc.constant(''),
      fc
        .tuple(fc.constantFrom('e', 'E'), fc.constantFrom('', '+', '-'), fc.integer({ min: 0, max: 420 }))
        .map((parts) => parts.join('')),
    ),
    blanks,
  )
  .filter(([, , mantissa, exponent]) => exponent === '' || !/e/.test(mantissa))
  .map((parts) => parts.join(''));
const nearNumerals = fc.string({ unit: fc.constantFrom(...'0123456789..++--eE \t,xXbn_"∞٣'), maxLength: 8 });

const isZero = (numeral: string) => !/[1-9]/.test(numeral.replace(/[eE].*/, ''));

function expectContract(text: string): void {
  const value = parseNumber(text);
  const expected = Number(text);
  if (!contract.test(text) || !Number.isFinite(expected) || (expected === 0 && !isZero(text))) {
    expect(value, JSON.stringify(text)).toBeTypeOf('string');
  } else {
    expect(value, JSON.stringify(text)).toBe(expected);
  }
}

describe('a numeric cell', () => {
  it('is what the grammar says, with the nearest float64', () => {
    fc.assert(fc.property(numerals, expectContract), { numRuns: 3000, seed: 1 });
  });

  it('is nothing else', () => {
    fc.assert(fc.property(nearNumerals, expectContract), { numRuns: 3000, seed: 2 });
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 6 }), expectContract), {
      numRuns: 1000,
      seed: 3,
    });
  });

  it.each([
    ['0.1', 0.1],
    ['9007199254740993', 9007199254740992],
    ['1.7976931348623157e308', Number.MAX_VALUE],
    ['5e-324', Number.MIN_VALUE],
    ['-0', -0],
    ['0e-999', 0],
    ['0.000e999', 0],
    [' \t+.5E+1 ', 5],
    ['1.', 1],
  ])('%j is %d', (text, value) => {
    expect(parseNumber(text)).toBe(value);
  });

  it.each([
    ['', /empty/],
    ['   ', /empty/],
    ['1,5', /1\.5/],
    ['1,234,567', /separators: 1234567$/],
    ['10,000', /write 10000 .*thousands, or 10\.000 .*decimal comma/],
    ['-10,000', /write -10000 .*or -10\.000/],
    ['0,125', /decimal point: 0\.125$/],
    ['1,234.5', /separators: 1234\.5$/],
    ['1.234.567', /separators: 1234567$/],
    ['1.234,5', /1234\.5$/],
    ['1 234', /separators: 1234$/],
    ["1'234.5", /separators: 1234\.5$/],
    ['\u2212100.00', /minus sign \(U\+2212\); write -100\.00$/],
    ['\u20131', /minus sign \(U\+2013\); write -1$/],
    ['1\u00a0234', /no-break space \(U\+00A0\); write it without separators: 1234$/],
    ['5\u00a0', /no-break space \(U\+00A0\); write 5$/],
    ['1\u202f234,5', /no-break space \(U\+202F\).* 1234\.5$/],
    ['\u00a0', /no-break space \(U\+00A0\) and no number/],
    ['\ufeff1', /invisible character \(U\+FEFF\); write 1$/],
    ['\uff11\uff12', /full-width character \(U\+FF11\); write 12$/],
    ['1\u001a', /Ctrl-Z.* \(U\+001A\); write 1$/],
    ['1\u0000', /control character \(U\+0000\); write 1$/],
    ['10\u00b2', /digits/],
    ['no\u00a0number', /digits/],
    ['NaN', /finite/],
    ['-Infinity', /finite/],
    ['1e999', /largest/],
    ['-1e999', /largest/],
    ['1e-999', /rounded to 0/],
    ['0x10', /digits/],
    ['abc', /digits/],
    ['1_000', /digits/],
    ['1e', /digits/],
    ['.', /digits/],
    ['--1', /digits/],
    ['1 2', /digits/],
    ['\u00a01', /write 1$/],
    ['1\n', /control character \(U\+000A\); write 1$/],
    ['٣', /digits/],
  ])('%j is none, and the text says why', (text, why) => {
    expect(parseNumber(text)).toMatch(why);
  });
});
