/** Float64 numbers as exact whole multiples of 2⁻¹⁰⁷⁴, and moments without any rounding: an oracle for sums. */

const unit = 1074;

/** x · 2¹⁰⁷⁴. */
export function exact(x: number): bigint {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  const bits = view.getBigUint64(0);
  const exponent = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  const magnitude = exponent === 0 ? fraction : (fraction | (1n << 52n)) << BigInt(exponent - 1);
  return bits >> 63n === 1n ? -magnitude : magnitude;
}

/** The relative error of `value` against numerator / denominator, itself good to a few parts in 10¹⁵. */
export function relativeError(value: number, numerator: bigint, denominator: bigint): number {
  const difference = exact(value) * denominator - (numerator << BigInt(unit));
  if (difference === 0n) return 0;
  const absolute = (n: bigint) => (n < 0n ? -n : n);
  const parts = (absolute(difference) * 10n ** 30n) / absolute(numerator << BigInt(unit));
  return Number(parts) / 1e30;
}

/** Σx and Σ(x − mean)² as fractions. */
export function exactMoments(values: readonly number[]) {
  const n = BigInt(values.length);
  const all = values.map(exact);
  const sum = all.reduce((total, x) => total + x, 0n);
  const squares = all.reduce((total, x) => total + x * x, 0n) * n - sum * sum;
  return {
    mean: { numerator: sum, denominator: n << BigInt(unit) },
    squares: { numerator: squares, denominator: n << BigInt(2 * unit) },
  };
}
