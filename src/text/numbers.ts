/** Numbers as people read them. */

export interface NumberStyle {
  /** Significant digits; 6 unless given. */
  readonly digits?: number;
  /** Whether zeros at the end stay, so that a column has the same digits throughout: `0.5000`. */
  readonly zeros?: boolean;
}

/**
 * So many significant digits, with an exponent below 1e-4 and from 1e9 on: `0.5`, `1234568`, `1.5e-5`. Digits before the
 * point are never rounded away.
 */
export function formatNumber(value: number, { digits = 6, zeros = false }: NumberStyle = {}): string {
  if (value === 0 || !Number.isFinite(value)) return String(value);
  const trimmed = (text: string) => (zeros || !text.includes('.') ? text : text.replace(/\.?0+$/, ''));
  const size = Math.abs(value);
  if (size < 1e-4 || size >= 1e9) {
    const text = value.toExponential(digits - 1);
    const at = text.indexOf('e');
    return trimmed(text.slice(0, at)) + text.slice(at).replace('+', '');
  }
  return size < 10 ** (digits - 1) ? trimmed(value.toPrecision(digits)) : value.toFixed(0);
}

/** 1234567 → `1,234,567`. */
export function formatCount(n: number): string {
  return n.toLocaleString('en-US');
}

/** `1 row`, `1,234 rows`. */
export function counted(n: number, thing: string, things = `${thing}s`): string {
  return `${formatCount(n)} ${n === 1 ? thing : things}`;
}

/** `0.42 s`, `12.3 s`. */
export function formatSeconds(value: number): string {
  return value < 10 ? `${value.toFixed(2)} s` : `${value.toFixed(1)} s`;
}

/** `8 s`, `2 min 5 s`, `1 h 12 min`. */
export function formatDuration(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
