/** What a numeric cell may be, and why one is none. The grammar is the contract in docs/data.md. */

const grammar = /^[ \t]*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[ \t]*$/;
const nonzeroMantissa = /^[^eE]*[1-9]/;

/** The correctly rounded float64 of a cell's text, or a sentence that says why it is none. */
export function parseNumber(text: string): number | string {
  return grammar.test(text) ? inRange(text) : whyNot(text);
}

/** Whether a cell's text is a number, without the reason where it is none. */
export function isNumber(text: string): boolean {
  return grammar.test(text) && typeof inRange(text) === 'number';
}

/** Whether a cell that is not a number would be one in our notation, such as `1,234`. */
export function isOtherNotation(text: string): boolean {
  const bare = text.trim();
  return bare !== '' && (impostor(bare) ?? otherNotation(bare)) !== undefined;
}

function inRange(text: string): number | string {
  const value = Number(text);
  if (!Number.isFinite(value)) return 'it is beyond ±1.7976931348623157e308, the largest float64';
  if (value === 0 && nonzeroMantissa.test(text)) return 'it is so small that it would be rounded to 0';
  return value;
}

const expected = 'expected digits with an optional sign, decimal point and exponent, such as -1.5e3';

function whyNot(text: string): string {
  const bare = text.replace(/^[ \t]+|[ \t]+$/g, '');
  if (bare === '') return 'the cell is empty; expected a number';
  if (/^[+-]?(nan|na|null|none|inf(inity)?)$/i.test(bare)) return 'expected a finite number';
  return impostor(bare) ?? otherNotation(bare) ?? expected;
}

/** A number in a notation that is not ours, and how to write it. */
function otherNotation(text: string): string | undefined {
  const without = (separator: RegExp) => `write it without separators: ${text.replace(separator, '')}`;
  if (/^[+-]?[1-9]\d{0,2},\d{3}$/.test(text)) {
    const [thousands, decimals] = [text.replace(',', ''), text.replace(',', '.')];
    return `write ${thousands} if the comma separates thousands, or ${decimals} if it is a decimal comma`;
  }
  if (/^[+-]?\d+,\d+$/.test(text)) return `use a decimal point: ${text.replace(',', '.')}`;
  if (/^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$/.test(text)) return without(/,/g);
  if (/^[+-]?\d{1,3}( \d{3})+(\.\d+)?$/.test(text)) return without(/ /g);
  if (/^[+-]?\d{1,3}(['’]\d{3})+(\.\d+)?$/.test(text)) return without(/['’]/g);
  if (/^[+-]?\d{1,3}(\.\d{3}){2,}$/.test(text)) return without(/\./g);
  if (/^[+-]?\d{1,3}([. ]\d{3})+,\d+$/.test(text))
    return `use a decimal point and no separators: ${text.replace(/[. ]/g, '').replace(',', '.')}`;
  return undefined;
}

interface Impostor {
  readonly name: string;
  readonly characters: RegExp;
  /** What is meant instead. */
  readonly meant: (character: string) => string;
}

/** Characters that look like part of a number, or like nothing at all. */
const impostors: readonly Impostor[] = [
  { name: 'a minus sign', characters: /[\u2212\u2010-\u2015\ufe63]/gu, meant: () => '-' },
  {
    name: 'a full-width character',
    characters: /[\uff0b-\uff0e\uff10-\uff19]/gu,
    meant: (wide) => wide.normalize('NFKC'),
  },
  { name: 'a no-break space', characters: /[\u00a0\u2007\u202f]/gu, meant: () => ' ' },
  { name: 'an invisible character', characters: /[\p{Cf}\p{Zl}\p{Zp}]/gu, meant: () => '' },
  { name: 'a space that is not the usual one', characters: /(?! )\p{Zs}/gu, meant: () => ' ' },
  { name: 'a control character', characters: /(?!\t)\p{Cc}/gu, meant: () => '' },
];

/** Names the first such character of what would be a number without them. */
function impostor(text: string): string | undefined {
  const found = impostors.flatMap(({ name, characters }) => {
    const at = text.search(characters);
    return at < 0 ? [] : [{ name, at }];
  });
  const first = found.sort((a, b) => a.at - b.at)[0];
  if (first === undefined) return undefined;
  const code = text.charCodeAt(first.at).toString(16).toUpperCase().padStart(4, '0');
  const name = code === '001A' ? 'Ctrl-Z, the end of a file in DOS' : first.name;
  const named = `it has ${name} (U+${code})`;
  const meant = impostors
    .reduce((rest, { characters, meant: instead }) => rest.replace(characters, instead), text)
    .trim();
  if (meant === '') return `${named} and no number`;
  if (grammar.test(meant)) return `${named}; write ${meant}`;
  const notation = otherNotation(meant);
  return notation === undefined ? undefined : `${named}; ${notation}`;
}
