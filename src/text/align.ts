/** Tables as text: cells in columns as wide as their widest cell, as a terminal counts. */
import { visible } from './visible.js';
import { widthOf } from './width.js';

export interface AlignOptions {
  /** The columns whose cells end at the same position; those of the others begin there. */
  readonly right: ReadonlySet<number>;
  /** Text between two columns; two blanks unless given. */
  readonly gap?: string;
  /** Columns of the terminal: a wider table is folded, so that each row takes several lines. Not folded unless given. */
  readonly terminal?: number | undefined;
}

/** A line for each row of cells, without blanks at its end, and with control characters escaped. Rows may have fewer cells than others. */
export function alignColumns(
  table: readonly (readonly string[])[],
  { right, gap = '  ', terminal = Number.POSITIVE_INFINITY }: AlignOptions,
): string[] {
  const rows = table.map((row) => row.map(visible));
  const widths: number[] = [];
  for (const row of rows) {
    for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, widthOf(cell));
  }
  const starts = foldStarts(widths, gap.length, terminal);
  return rows.flatMap((row) => {
    const cells = row.map((cell, at) => {
      const padding = ' '.repeat(widths[at]! - widthOf(cell));
      return right.has(at) ? padding + cell : cell + padding;
    });
    return starts
      .map(
        (start, k) =>
          (k === 0 ? '' : indent) +
          cells
            .slice(start, starts[k + 1])
            .join(gap)
            .trimEnd(),
      )
      .filter((line, k) => k === 0 || line.trim() !== '');
  });
}

/** Before the lines that a folded row goes on in. */
const indent = '      ';

/** The columns with which a line begins: as many on each as fit. */
function foldStarts(widths: readonly number[], gap: number, terminal: number): number[] {
  const starts = [0];
  let used = 0;
  for (const [at, width] of widths.entries()) {
    const more = at === starts.at(-1) ? width : gap + width;
    if (at > 0 && used + more > terminal) {
      starts.push(at);
      used = indent.length + width;
    } else used += more;
  }
  return starts;
}
