/** What is said of a header that is not what it should be, and of a name that is not in it. */
import { didYouMean } from '../errors.js';
import { inAscii, quoted } from '../text/visible.js';
import { isNumber } from './number.js';

export interface HeaderProblem {
  readonly code: string;
  readonly text: string;
}

const separators: readonly (readonly [string, string])[] = [
  ['\t', 'tabs'],
  [';', 'semicolons'],
  ['|', 'vertical bars'],
];

/** Why no table can have this header, whatever the config says. */
export function headerProblem(fields: readonly string[]): HeaderProblem | undefined {
  const [first = '', ...others] = fields;
  if (/^sep=.?$/i.test(first) && others.every((name) => name === '')) {
    const line = quoted([first, ...others].join(','));
    const text = `the first line is ${line}, which only Excel reads; remove it, so that the header comes first`;
    return { code: 'DATA_SEPARATOR', text };
  }
  const other = separators.find(([separator]) => others.length === 0 && first.includes(separator));
  if (other !== undefined) {
    const text = `the fields are separated by ${other[1]}; they must be separated by commas. The header is ${quoted(first)}`;
    return { code: 'DATA_SEPARATOR', text };
  }
  if (fields.some((name) => name.includes('\r'))) {
    const text = 'the header line ends with a carriage return alone; records must end with \\n or \\r\\n';
    return { code: 'DATA_LINE_ENDS', text };
  }
  return undefined;
}

/** A remark where all names are numbers. */
export function ifData(header: readonly string[]): string {
  const isData = header.length > 1 && header.every(isNumber);
  return isData
    ? '. All names are numbers: if the first line is a row of data, add a line with names above it'
    : '';
}

/** Names of columns that a message lists. */
const mostNames = 20;

/** That a name is not in the header, and which one may be meant. */
export function unknownName(name: string, header: readonly string[]): string {
  const twin = header.find((known) => asSeen(known) === asSeen(name));
  if (twin !== undefined) {
    return `${inAscii(name)} is ${inAscii(twin)} in the header: both look like ${quoted(name)}, but have different characters${formsOf(name, twin)}; write ${inAscii(twin)}, in double quotes, in the config, or rename the column`;
  }
  const shown = header.slice(0, mostNames).map(quoted).join(', ');
  const more = header.length > mostNames ? ` and ${header.length - mostNames} more` : '';
  return `${quoted(name)} is not in the header${didYouMean(name, header)}; its columns are ${shown}${more}${ifData(header)}`;
}

/** A name without what cannot be seen: how accents are encoded, kinds of blanks, invisible characters. */
function asSeen(name: string): string {
  return name
    .normalize('NFC')
    .replace(/\p{Zs}/gu, ' ')
    .replace(/\p{Cf}/gu, '')
    .trim();
}

function formsOf(name: string, twin: string): string {
  if (name.normalize('NFC') !== twin.normalize('NFC')) return '';
  const form = (text: string) => (text === text.normalize('NFC') ? 'composed, NFC' : 'decomposed, NFD');
  return ` (accented letters are ${form(twin)} in the header, ${form(name)} in the config)`;
}
