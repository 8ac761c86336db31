/** How many columns text takes in a terminal. */

/** None for a combining mark, two for wide East Asian characters and pictures. */
export function widthOf(text: string): number {
  let total = 0;
  for (const character of text) total += widthOfCharacter(character);
  return total;
}

/** As much of the text as fits into so many columns, with … where something is missing. */
export function cutToWidth(text: string, most: number): string {
  if (widthOf(text) <= most) return text;
  let cut = '';
  let total = 1;
  for (const character of text) {
    total += widthOfCharacter(character);
    if (total > most) break;
    cut += character;
  }
  return most < 1 ? '' : `${cut}…`;
}

function widthOfCharacter(character: string): number {
  if (/\p{Mn}|\p{Me}|[\u200b-\u200d\u2060]/u.test(character)) return 0;
  return wide.test(character) ? 2 : 1;
}

const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;
