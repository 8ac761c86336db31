/** Text in aligned columns for a terminal, and numbers short enough to read. */

/** Six significant digits unless told; the JSON form has them all. */
export function short(value: number, significant = 6): string {
  if (value === 0 || !Number.isFinite(value)) return String(value);
  const text = value.toPrecision(significant);
  const [digits, exponent] = text.split('e');
  const plain = digits!.includes('.') ? digits!.replace(/\.?0+$/, '') : digits!;
  return exponent === undefined ? plain : `${plain}e${exponent.replace('+', '')}`;
}

/** What comes from a file may hold line breaks and escape sequences; a terminal must not obey them. */
export function visible(text: string): string {
  return text.replace(/\p{Cc}/gu, (control) => `\\x${control.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

/** Cells in columns as wide as their widest; the last of a line is not padded. */
export function columns(lines: readonly (readonly string[])[], right: ReadonlySet<number>): string[] {
  const widths: number[] = [];
  for (const line of lines) {
    for (const [at, cell] of line.entries()) widths[at] = Math.max(widths[at] ?? 0, width(cell));
  }
  return lines.map((line) =>
    line
      .map((cell, at) => {
        const padding = ' '.repeat(widths[at]! - width(cell));
        return right.has(at) ? padding + cell : cell + padding;
      })
      .join('  ')
      .trimEnd(),
  );
}

/** Columns of a terminal: none for a combining mark, two for wide East Asian characters and pictures. */
function width(text: string): number {
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

/** The indices of the `most` largest by size, in their own order; and how many are left out. */
export function largest(sizes: readonly number[], most: number): { shown: number[]; rest: number } {
  const order = [...sizes.keys()].sort((a, b) => Math.abs(sizes[b]!) - Math.abs(sizes[a]!) || a - b);
  const shown = order.slice(0, most).sort((a, b) => a - b);
  return { shown, rest: sizes.length - shown.length };
}
