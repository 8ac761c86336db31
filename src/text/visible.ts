/**
 * Text from files and flags as messages show it: a terminal neither obeys nor hides any character of it, and it is short
 * however long it was.
 */

/** What a terminal obeys or does not show: controls, marks of direction, blanks that are not the ordinary one, halves of characters. */
const unseen = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}\u200b\u2060\ufeff]|(?! )\p{Zs}/gu;

/** The most code points of a text that a message shows. */
const most = 60;

/** Escaped, so that it stays on one line: `a\x1b[31m`. */
export function visible(text: string): string {
  return text.replace(unseen, (character) => {
    const code = character.charCodeAt(0);
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
  });
}

/** In double quotes, cut after 60 code points, and escaped as in JSON. */
export function quoted(text: string): string {
  return JSON.stringify(cut(text)).replace(unseen, unicodeEscape);
}

/** Like `quoted`, but without quotes: for tables and for what a flag was given. */
export function shortened(text: string): string {
  return visible(cut(text));
}

/** In double quotes with all but ASCII escaped, as YAML and JSON read it: characters that look alike differ here. */
export function inAscii(text: string): string {
  return JSON.stringify(text).replace(/[^\x20-\x7e]/g, unicodeEscape);
}

function unicodeEscape(text: string): string {
  return Array.from(text, (_, i) => `\\u${text.charCodeAt(i).toString(16).padStart(4, '0')}`).join('');
}

function cut(text: string): string {
  if (text.length <= most) return text;
  let end = 0;
  let count = 0;
  for (const character of text) {
    if (count === most) return `${text.slice(0, end)}…`;
    end += character.length;
    count++;
  }
  return text;
}
