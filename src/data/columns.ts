/** The columns of a table: which fields of a record are features, which one is the outcome, which are left out. */
import { DataError, defined } from '../errors.js';
import { quoted, visible } from '../text/visible.js';
import { headerProblem, ifData, unknownName } from './header-problems.js';

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
 * Finds the columns in the header; `where` is its file and line. Throws a `DataError` for a header that is not one of commas, a
 * name twice, a target or feature that is not there, an unnamed feature, or no feature at all.
 */
export function chooseColumns(
  where: string,
  fields: readonly string[],
  target: string,
  choice: FeatureChoice = {},
): Columns {
  const problem = headerProblem(fields);
  if (problem !== undefined) throw new DataError(problem.code, `${where}: ${problem.text}`);
  const header = fields.map((name) => name.trim());
  if (header.length > mostColumns) {
    const text = `${where}: the header has ${header.length} columns; the limit is ${mostColumns}`;
    throw new DataError('DATA_TOO_MANY_COLUMNS', text);
  }
  const place = new Map<string, number>();
  for (const [field, name] of header.entries()) {
    const first = place.get(name);
    if (first !== undefined && name !== '') throw twice(where, header, first, field);
    place.set(name, field);
  }
  const find = (name: string, role: string): number => {
    const field = place.get(name);
    if (field !== undefined) return field;
    throw new DataError('DATA_UNKNOWN_COLUMN', `${where}: ${role} ${unknownName(name, header)}`);
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
      `${where}: the target ${quoted(target)} cannot also be a feature`,
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
    const text = `${where}: there is no feature besides the target ${quoted(target)}; at least one is required`;
    throw new DataError('DATA_NO_FEATURE', text);
  }
  slots[outcome] = features.length;
  return { header, features, target, slots, width: features.length + 1 };
}

/** A table's columns that go to these places: `names` in this order, then the target. */
export function orderedColumns(
  where: string,
  fields: readonly string[],
  names: readonly string[],
  target: string,
): Columns {
  const { header, slots, width } = namedColumns(where, fields, [...names, target]);
  return { header, features: names, target, slots, width };
}

/**
 * The columns that a model needs, in its order, wherever they are in the header. Throws a `DataError` that names all that
 * are not there.
 */
export function namedColumns(
  where: string,
  fields: readonly string[],
  names: readonly string[],
): Pick<Columns, 'header' | 'slots' | 'width'> {
  const problem = headerProblem(fields);
  if (problem !== undefined) throw new DataError(problem.code, `${where}: ${problem.text}`);
  const header = fields.map((name) => name.trim());
  const slots = header.map(() => -1);
  const missing: string[] = [];
  for (const [slot, name] of names.entries()) {
    const field = header.indexOf(name);
    if (field < 0) missing.push(name);
    else if (header.includes(name, field + 1))
      throw twice(where, header, field, header.indexOf(name, field + 1));
    else slots[field] = slot;
  }
  if (missing.length > 0)
    throw new DataError('DATA_UNKNOWN_COLUMN', `${where}: ${missingText(missing, header)}`);
  return { header, slots, width: names.length };
}

function missingText(missing: readonly string[], header: readonly string[]): string {
  const [only] = missing;
  if (missing.length === 1 && only !== undefined) return `the model's column ${unknownName(only, header)}`;
  const more = missing.length > 20 ? ` and ${missing.length - 20} more` : '';
  return `columns of the model are not in the header: ${missing.slice(0, 20).map(quoted).join(', ')}${more}`;
}

function twice(where: string, header: readonly string[], first: number, field: number): DataError {
  const name = quoted(defined(header[field], 'name of a column'));
  const text = `${where}: two columns have the name ${name}: fields ${first + 1} and ${field + 1}; rename one${ifData(header)}`;
  return new DataError('DATA_DUPLICATE_COLUMN', text);
}

/** Throws a `DataError` unless a further file has the same header as the first. */
export function checkSameHeader(
  where: string,
  fields: readonly string[],
  first: string,
  columns: Pick<Columns, 'header'>,
): void {
  const header = fields.map((name) => name.trim());
  for (let field = 0; field < Math.max(header.length, columns.header.length); field++) {
    if (header[field] === columns.header[field]) continue;
    const say = (name: string | undefined) => (name === undefined ? 'missing' : quoted(name));
    const text = `${where}: field ${field + 1} of the header is ${say(header[field])}, but ${say(columns.header[field])} in ${visible(first)}; all files must have the same columns in the same order`;
    throw new DataError('DATA_HEADERS_DIFFER', text);
  }
}
