/** Prose in lines that fit a terminal or a picture. */
import { widthOf } from './width.js';

/** Lines of at most so many columns, broken at blanks; those after the first begin with `indent`. A longer word stays whole. */
export function wrapText(text: string, columns: number, indent = ''): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/(?<=\S) +/)) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line === '' || widthOf(longer) <= columns) line = longer;
    else {
      lines.push(line);
      line = indent + word;
    }
  }
  return [...lines, line];
}
