/** Tables as text: cells in columns as wide as their widest cell, as a terminal counts. */
import { visible } from './visible.js';
import { widthOf } from './width.js';

export interface AlignOptions {
  /** The columns whose cells end at the same position; those of the others begin there. */
  readonly right: ReadonlySet<number>;
  /** Text between two columns; two blanks unless given. */
  readonly gap?: string;
}

/** A line for each row of cells, without blanks at its end, and with control characters escaped. Rows may have fewer cells than others. */
export function alignColumns(
  table: readonly (readonly string[])[],
  { right, gap = '  ' }: AlignOptions,
): string[] {
  const rows = table.map((row) => row.map(visible));
  const widths: number[] = [];
  for (const row of rows) {
    for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, widthOf(cell));
  }
  return rows.map((row) =>
    row
      .map((cell, at) => {
        const padding = ' '.repeat(widths[at]! - widthOf(cell));
        return right.has(at) ? padding + cell : cell + padding;
      })
      .join(gap)
      .trimEnd(),
  );
}
