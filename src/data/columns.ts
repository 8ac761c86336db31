/** The columns of a table: which fields of a record are features, which one is the outcome, which are left out. */
import { DataError, didYouMean } from '../errors.js';

export interface FeatureChoice {
  readonly include?: readonly string[] | undefined;
  readonly exclude?: readonly string[] | undefined;
}

export interface Columns {
  /** All names in the header, blanks around them taken off. */
  readonly header: readonly string[];
  /** Names of the features, in the order of the header. */
  readonly features: readonly string[];
  readonly target: string;
  /** For each field: the place of its number in a decoded row (features first, the outcome last), or −1: not read. */
  readonly slots: readonly number[];
  /** Numbers in a decoded row: d features and the outcome. */
  readonly width: number;
}

/** The most columns there may be. */
const mostColumns = 65_536;

/**
 * Finds the columns in the header; `where` is its file and line. Throws a `DataError` for a name twice, a target or feature that is not there, an
 * unnamed feature, or no feature at all.
 */
export function chooseColumns(
  where: string,
  fields: readonly string[],
  target: string,
  choice: FeatureChoice = {},
): Columns {
  const header = fields.map((name) => name.trim());
  if (fields.some((name) => name.includes('\r'))) {
    const text = `${where}: the header line ends with a carriage return alone; records must end with \\n or \\r\\n`;
    throw new DataError('DATA_LINE_ENDS', text);
  }
  if (header.length > mostColumns) {
    const text = `${where}: the header has ${header.length} columns; the limit is ${mostColumns}`;
    throw new DataError('DATA_TOO_MANY_COLUMNS', text);
  }
  const place = new Map<string, number>();
  for (const [field, name] of header.entries()) {
    const first = place.get(name);
    if (first !== undefined && name !== '') {
      const text = `${where}: two columns have the name "${name}": fields ${first + 1} and ${field + 1}; rename one`;
      throw new DataError('DATA_DUPLICATE_COLUMN', text);
    }
    place.set(name, field);
  }
  const find = (name: string, role: string): number => {
    const field = place.get(name);
    if (field !== undefined) return field;
    const shown = header.slice(0, 20).map((known) => `"${known}"`);
    const more = header.length > shown.length ? ` and ${header.length - shown.length} more` : '';
    const text = `${where}: ${role} "${name}" is not in the header${didYouMean(name, header)}; its columns are ${shown.join(', ')}${more}`;
    throw new DataError(
      'DATA_UNKNOWN_COLUMN',
      semicolons(header) ? `${text}. Fields must be separated by commas` : text,
    );
  };

  const outcome = find(target, 'the target');
  const included = choice.include?.map((name) => find(name, 'feature'));
  // By name, as several columns may have none.
  const excluded = new Set(choice.exclude);
  for (const name of excluded) find(name, 'excluded feature');
  const chosen = new Set(included ?? header.keys());
  if (included !== undefined && chosen.has(outcome)) {
    throw new DataError(
      'DATA_TARGET_IS_FEATURE',
      `${where}: the target "${target}" cannot also be a feature`,
    );
  }
  const features: string[] = [];
  const slots = header.map(() => -1);
  for (const [field, name] of header.entries()) {
    if (field === outcome || !chosen.has(field) || excluded.has(name)) continue;
    if (name === '') {
      const text = `${where}: field ${field + 1} has no name; name it, or exclude it with features: {exclude: [""]}`;
      throw new DataError('DATA_UNNAMED_COLUMN', text);
    }
    slots[field] = features.length;
    features.push(name);
  }
  if (features.length === 0) {
    const text = `${where}: there is no feature besides the target "${target}"; at least one is required`;
    throw new DataError('DATA_NO_FEATURE', text);
  }
  slots[outcome] = features.length;
  return { header, features, target, slots, width: features.length + 1 };
}

function semicolons(header: readonly string[]): boolean {
  return header.length === 1 && header[0]!.includes(';');
}

/** Throws a `DataError` unless a further file has the same header as the first. */
export function checkSameHeader(
  where: string,
  fields: readonly string[],
  first: string,
  columns: Columns,
): void {
  const header = fields.map((name) => name.trim());
  for (let field = 0; field < Math.max(header.length, columns.header.length); field++) {
    if (header[field] === columns.header[field]) continue;
    const say = (name: string | undefined) => (name === undefined ? 'missing' : `"${name}"`);
    const text = `${where}: field ${field + 1} of the header is ${say(header[field])}, but ${say(columns.header[field])} in ${first}; all files must have the same columns in the same order`;
    throw new DataError('DATA_HEADERS_DIFFER', text);
  }
}
