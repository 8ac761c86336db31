/** Numbers as people read them. */

/** 1234567 → `1,234,567`. */
export function count(n: number): string {
  return n.toLocaleString('en-US');
}

/** `1 row`, `1,234 rows`. */
export function counted(n: number, thing: string): string {
  return `${count(n)} ${thing}${n === 1 ? '' : 's'}`;
}

/** About six significant digits, without an exponent where that stays short. */
export function significant(value: number, digits = 6): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e9 || size < 1e-4) return value.toExponential(digits - 1);
  return String(Number.parseFloat(value.toPrecision(digits)));
}

export function seconds(value: number): string {
  return value < 10 ? `${value.toFixed(2)} s` : `${value.toFixed(1)} s`;
}
