/** What a numeric cell may be, and why one is none. The grammar is the contract in docs/data.md. */

const grammar = /^[ \t]*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[ \t]*$/;
const nonzeroMantissa = /^[^eE]*[1-9]/;

/** The correctly rounded float64 of a cell's text, or a sentence that says why it is none. */
export function parseNumber(text: string): number | string {
  if (!grammar.test(text)) return whyNot(text);
  const value = Number(text);
  if (!Number.isFinite(value)) return 'it is beyond ±1.7976931348623157e308, the largest float64';
  if (value === 0 && nonzeroMantissa.test(text)) return 'it is so small that it would be rounded to 0';
  return value;
}

function whyNot(text: string): string {
  const bare = text.trim();
  if (bare === '') return 'the cell is empty; expected a number';
  if (/^[+-]?\d+,\d+$/.test(bare)) return `use a decimal point: ${bare.replace(',', '.')}`;
  if (/^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$/.test(bare))
    return `write it without separators: ${bare.replaceAll(',', '')}`;
  if (/^[+-]?(nan|na|null|none|inf(inity)?)$/i.test(bare)) return 'expected a finite number';
  return 'expected digits with an optional sign, decimal point and exponent, such as -1.5e3';
}
