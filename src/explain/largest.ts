/** Which elements of a long vector are shown. */

/** The indices of the `most` largest by size, in their own order; and how many are left out. */
export function largest(sizes: readonly number[], most: number): { shown: number[]; rest: number } {
  const order = [...sizes.keys()].sort((a, b) => Math.abs(sizes[b]!) - Math.abs(sizes[a]!) || a - b);
  const shown = order.slice(0, most).sort((a, b) => a - b);
  return { shown, rest: sizes.length - shown.length };
}
