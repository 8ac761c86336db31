/** Tables that a program has in memory, or makes row by row, in place of files. */
import { UsageError } from '../../errors.js';

/** Values by column name; only the columns that are read must be numbers. */
export type DataRow = Readonly<Record<string, unknown>>;

/** All values of each column, such as typed arrays of one length. */
export type DataColumns = Readonly<Record<string, ArrayLike<number>>>;

/** The columns are those of the first row. An iterator that is used up gives no rows to a second run. */
export type TableData = Iterable<DataRow> | AsyncIterable<DataRow> | DataColumns;

/** What to read: paths of CSV files with the same header, or a table. */
export type Data = string | readonly string[] | TableData;

/** One thing to open: a path, or a table. */
export type Input = string | TableData;

/** Throws a `UsageError` where there is nothing to read. */
export function inputsOf(data: Data): readonly Input[] {
  if (typeof data === 'string') return [data];
  if (typeof data !== 'object' || data === null)
    throw new UsageError('USAGE_DATA', 'data: expected paths of CSV files, rows or columns');
  if (isPaths(data)) {
    if (data.length > 0) return data;
    throw new UsageError('USAGE_DATA', 'no data: name at least one CSV file');
  }
  if (!Array.isArray(data) || data.every((entry) => typeof entry !== 'string')) return [data];
  throw new UsageError(
    'USAGE_DATA',
    'data: expected a list of paths or a list of rows, got both in one list',
  );
}

/** So is an empty list. */
function isPaths(data: unknown): data is readonly string[] {
  return Array.isArray(data) && data.every((entry) => typeof entry === 'string');
}

/** What messages call it. */
export function nameOf(input: Input): string {
  return typeof input === 'string' ? input : 'data';
}
