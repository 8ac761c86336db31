/** Numbers of which a bound of their error is proved, as people read them: no digit that may be wrong. */
import { formatNumber } from './numbers.js';

export interface ProvedText {
  readonly value: string;
  /** Rounded upwards. */
  readonly within: string;
}

const mostDigits = 6;
/** Where no digit is proved. */
const fewDigits = 2;

/**
 * At most six significant digits, as many as are the same for all numbers within `within` of the value; two where there
 * is none. With fewer than six `within` is that of the number as it is written.
 */
export function formatProved(value: number, within: number): ProvedText {
  const whole = Math.abs(value) < 1 ? 1 : Math.trunc(Math.abs(value)).toString().length;
  // Numbers below 1e9 are written with all digits before the point.
  const most = Math.abs(value) < 1e9 ? Math.max(mostDigits, whole) : mostDigits;
  const digits = provedDigits(value, within, most);
  const shown = digits === 0 ? fewDigits : digits;
  const text =
    value === 0 ? '0' : shown < whole ? scientific(value, shown) : formatNumber(value, { digits: shown });
  const off = digits < most ? Math.abs(Number(text) - value) : 0;
  return { value: text, within: formatUpwards(within + off) };
}

/** How many significant digits, at most `most`, are the same for all numbers within `within` of the value. */
export function provedDigits(value: number, within: number, most: number): number {
  if (within === 0) return most;
  for (let digits = most; digits > 0; digits--) {
    if (rounded(value - within, digits) === rounded(value + within, digits)) return digits;
  }
  return 0;
}

function rounded(value: number, digits: number): string {
  return value.toExponential(digits - 1);
}

function scientific(value: number, digits: number): string {
  const [significand = '', exponent = ''] = value.toExponential(digits - 1).split('e');
  const trimmed = significand.includes('.') ? significand.replace(/\.?0+$/, '') : significand;
  return `${trimmed}e${exponent.replace('+', '')}`;
}

/** Two digits, and no less than the number. */
function formatUpwards(value: number): string {
  if (value === 0) return '0';
  const near = Number(value.toExponential(1));
  if (near >= value) return formatNumber(near, { digits: 2 });
  const exponent = Number(value.toExponential(1).split('e')[1]);
  const [significand = ''] = near.toExponential(1).split('e');
  const next = Number(`${(Number(significand) + 0.1).toFixed(1)}e${exponent}`);
  return formatNumber(next, { digits: 2 });
}
