/** Sums of vectors, and norms. */

/** Adds `right` to `left`, and returns it. */
export function addTo(left: Float64Array, right: Float64Array): Float64Array {
  for (let i = 0; i < left.length; i++) left[i]! += right[i]!;
  return left;
}

/** ‖v‖, also where squares would leave float64, and for vectors of any length. */
export function norm(v: Float64Array): number {
  const most = v.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  if (!(most > 0 && most < Number.POSITIVE_INFINITY)) return most;
  return most * Math.sqrt(v.reduce((sum, value) => sum + (value / most) ** 2, 0));
}
