import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { counted, formatDuration, formatNumber, formatSeconds } from '#chainrule/text/numbers.js';

describe('a number for people', () => {
  it.each([
    [0, '0'],
    [-0, '0'],
    [1 / 3, '0.333333'],
    [0.5, '0.5'],
    [100000, '100000'],
    [1234567.8, '1234568'],
    [999999999, '999999999'],
    [1e9, '1e9'],
    [1e21, '1e21'],
    [1e-4, '0.0001'],
    [0.000012, '1.2e-5'],
    [-1.5e-10, '-1.5e-10'],
    [Number.NaN, 'NaN'],
    [Number.POSITIVE_INFINITY, 'Infinity'],
  ])('%d is %s', (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });

  it('keeps zeros at the end on request', () => {
    const style = { digits: 4, zeros: true };
    expect([0.5, 100, 3482258.6, 1e-5, 2e9].map((value) => formatNumber(value, style))).toEqual([
      '0.5000',
      '100.0',
      '3482259',
      '1.000e-5',
      '2.000e9',
    ]);
  });

  it('is near the number, by half of its last digit', () => {
    const digits = fc.integer({ min: 1, max: 15 });
    const number = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(number, digits, fc.boolean(), (value, digits, zeros) => {
        // Rounding up may leave float64.
        if (Math.abs(value) > 1e308) return;
        const read = Number(formatNumber(value, { digits, zeros }));
        expect(Math.abs(read - value)).toBeLessThanOrEqual(
          0.51 * 10 ** (1 - digits) * Math.abs(value) + 5e-324,
        );
      }),
    );
  });
});

describe('counts and times', () => {
  it('name one thing or several', () => {
    expect([counted(1, 'row'), counted(1234, 'row'), counted(2, 'copy', 'copies')]).toEqual([
      '1 row',
      '1,234 rows',
      '2 copies',
    ]);
  });

  it('of durations have minutes and hours, rounded up', () => {
    expect([0.2, 59, 59.5, 60, 125, 3599, 3600, 4321].map(formatDuration)).toEqual([
      ...['1 s', '59 s', '1 min 0 s', '1 min 0 s', '2 min 5 s', '59 min 59 s', '1 h 0 min', '1 h 12 min'],
    ]);
  });

  it('have two decimals below 10 s', () => {
    expect([formatSeconds(0.4167), formatSeconds(12.34)]).toEqual(['0.42 s', '12.3 s']);
  });
});
