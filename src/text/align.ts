/** Tables as text: cells in columns as wide as their widest cell, as a terminal counts. */
import { visible } from './visible.js';

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

/** Columns of a terminal: none for a combining mark, two for wide East Asian characters and pictures. */
function widthOf(text: string): number {
  let total = 0;
  for (const character of text) {
    if (/\p{M}/u.test(character)) continue;
    total +=
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u.test(
        character,
      )
        ? 2
        : 1;
  }
  return total;
}
