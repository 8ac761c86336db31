/** Text in lines that fit a terminal or a picture. */
import { widthOf } from './width.js';

/** Lines of at most so many columns, broken at blanks; those after the first begin with `indent`. A longer word stays whole. */
export function wrapText(text: string, columns: number, indent = ''): string[] {
  return widthOf(text) <= columns ? [text] : wrapParts(text.split(' '), columns, { gap: ' ', indent });
}

/** The same, broken between parts only, which are joined by `gap`. */
export function wrapParts(
  parts: readonly string[],
  columns: number,
  { gap, indent }: { readonly gap: string; readonly indent: string },
): string[] {
  const [first = '', ...rest] = parts;
  const lines = [first];
  for (const part of rest) {
    const longer = `${lines.at(-1)}${gap}${part}`;
    if (widthOf(longer) <= columns) lines[lines.length - 1] = longer;
    else lines.push(indent + part);
  }
  return lines;
}
