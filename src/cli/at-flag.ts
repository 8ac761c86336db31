/** `--at`: parameters on the command line, NAME=NUMBERS, or in a file of such. */
import { parseConfig } from '../config/parse-config.js';
import { parseNumber } from '../data/number.js';
import { ConfigError, DataError, UsageError } from '../errors.js';
import type { GivenParameter } from '../explain/given-parameters.js';
import { readText } from '../files/read-text.js';
import { quoted, shortened, visible } from '../text/visible.js';

export interface AtParameter extends GivenParameter {
  /** For messages: `--at w=1,2`, or file and line. */
  readonly where: string;
  readonly inFile: boolean;
}

/** What all `--at` say, those of files first, so that the command line can change some of them. */
export interface At {
  readonly parameters: readonly AtParameter[];
  /** Those that are model files. */
  readonly models: readonly string[];
}

/** Throws a `UsageError` for a flag, a `DataError` for what a file says, or an error of its reading. */
export async function readAt(texts: readonly string[]): Promise<At> {
  const flags: AtParameter[] = [];
  const files: AtParameter[] = [];
  const models: string[] = [];
  for (const text of texts) {
    if (!isFile(text)) {
      const parameter = flag(text);
      if (flags.some(({ name }) => name === parameter.name))
        throw new UsageError(
          'USAGE_TWICE',
          `${parameter.where}: ${visible(parameter.name)} was given more than once`,
        );
      flags.push(parameter);
      continue;
    }
    const found = await file(text);
    if (found === 'model') models.push(text);
    else files.push(...found);
  }
  return { parameters: [...files, ...flags], models };
}

/** Whether an `--at` names a file. */
export function isFile(text: string): boolean {
  return !text.includes('=');
}

/** The name goes up to the last =, as the name of an element may have one. */
function flag(text: string): AtParameter {
  const equals = text.lastIndexOf('=');
  const where = `--at ${shortened(text)}`;
  const numbers = text
    .slice(equals + 1)
    .split(',')
    .map((cell) => {
      if (cell.trim() === '')
        throw new UsageError('USAGE_AT', `${where}: expected numbers separated by commas`);
      const number = parseNumber(cell);
      if (typeof number === 'number') return number;
      throw new UsageError('USAGE_AT', `${where}: ${quoted(cell)} is not a number: ${number}`);
    });
  return { name: text.slice(0, equals).trim(), numbers, where, inFile: false };
}

async function file(path: string): Promise<readonly AtParameter[] | 'model'> {
  const text = await readText(path, { what: 'parameter file', mostMegabytes: 256 });
  if (text === undefined)
    throw new DataError('PARAMETERS_SYNTAX', `${visible(path)}: expected text in UTF-8`);
  const { raw, where } = parsed(text, path);
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw))
    throw new DataError('PARAMETERS_SYNTAX', `${visible(path)}: expected a mapping of parameters to numbers`);
  if ('format' in raw && raw.format === 'chainrule.model') return 'model';
  return Object.entries(raw).map(([name, value]) => {
    const numbers = numbersIn(value);
    if (numbers !== undefined) return { name, numbers, where: where([name]), inFile: true };
    const expected = 'expected a finite number, a list of numbers or a list of lists';
    throw new DataError('PARAMETERS_SYNTAX', `${where([name])}: ${visible(name)}: ${expected}`);
  });
}

function parsed(text: string, path: string) {
  try {
    return parseConfig(text, path);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new DataError('PARAMETERS_SYNTAX', error.message, { cause: error });
  }
}

function numbersIn(value: unknown): GivenParameter['numbers'] | undefined {
  if (isNumber(value)) return [value];
  if (!Array.isArray(value)) return undefined;
  if (value.every((entry) => isNumber(entry) || (Array.isArray(entry) && entry.every(isNumber))))
    return value;
  return undefined;
}

function isNumber(value: unknown): value is number {
  return Number.isFinite(value);
}
