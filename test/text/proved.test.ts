import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatProved } from '#chainrule/text/proved.js';

describe('a number within a proved bound', () => {
  it.each([
    [434.1134, 1e-9, '434.113', '1e-9'],
    [434.1134, 0.006, '434.1', '0.02'],
    [-1736.41, 40, '-2e3', '310'],
    [0.00474, 440, '0.0047', '450'],
    [2, 0, '2', '0'],
    [0, 1.23e-20, '0', '1.3e-20'],
    [0, 0, '0', '0'],
    [1234567, 0.2, '1234567', '0.2'],
    [1234567, 2000, '1.2e6', '37000'],
    [123456789012, 3, '1.23457e11', '3'],
    [-0.35, 0.0001, '-0.35', '0.0001'],
    [999.9996, 1e-9, '1000', '1e-9'],
    [5e-324, 0, '4.94066e-324', '0'],
  ])('%d ± %d is written %s ± %s', (value, within, text, bound) => {
    expect(formatProved(value, within)).toEqual({ value: text, within: bound });
  });

  it('has digits that are the same for every number within, or two digits and a bound that holds for them', () => {
    const number = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e12, max: 1e12 });
    const bound = fc.double({ noNaN: true, min: 1e-12, max: 1e6 });
    const part = fc.double({ noNaN: true, min: -1, max: 1 });
    fc.assert(
      fc.property(number, bound, part, (value, within, at) => {
        const { value: text, within: shown } = formatProved(value, within);
        const right = value + at * within;
        const [, decimals = '', exponent = '0'] = /^-?\d+\.?(\d*)(?:e(.*))?$/.exec(text) ?? [];
        const unit = 10 ** (Number(exponent) - decimals.length);
        const off = Math.abs(Number(text) - right);
        expect(Number(shown)).toBeGreaterThanOrEqual(within);
        expect(off).toBeLessThanOrEqual(Math.max(Number(shown), unit / 2) * (1 + 1e-9));
      }),
      { seed: 11, numRuns: 2000 },
    );
  });
});
