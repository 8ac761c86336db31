/** NumberList in a graph file: one, a vector `[1, 2]` or a matrix `[[1, 2], [3, 4]]`, row by row. */

export interface NumberList {
  /** As the brackets say it: [] of one number. */
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

/** Undefined for what is no number, and no list of numbers or of rows of one length. */
export function numbersOf(value: unknown): NumberList | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? { shape: [], values: [value] } : undefined;
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const parts = value.map(numbersOf);
  const [first] = parts;
  const values: number[] = [];
  for (const part of parts) {
    if (part === undefined || part.shape.length > 1 || `${part.shape}` !== `${first?.shape}`)
      return undefined;
    values.push(...part.values);
  }
  return { shape: [value.length, ...(first?.shape ?? [])], values };
}
