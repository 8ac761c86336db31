/** A single row as users write it, for code that predicts rows of numbers. */
import { DataError } from '../errors.js';
import type { PredictRows } from './predictable.js';

/** One example: values by column name (other columns are ignored), or in the order of `features`. */
export type Row = Readonly<Record<string, unknown>> | readonly number[] | Float64Array;

/** Predicts one row after another; throws a `DataError` for one without a finite number for each feature. */
export function rowByRow(
  features: readonly { readonly name: string }[],
  predictRows: PredictRows,
): (row: Row) => number {
  const names = features.map(({ name }) => name);
  const values = new Float64Array(names.length);
  const prediction = new Float64Array(1);
  const one = { values, width: names.length, rows: 1 };
  return (row) => {
    readRow(names, row, values);
    predictRows(one, prediction);
    return prediction[0]!;
  };
}

function readRow(names: readonly string[], row: Row, values: Float64Array): void {
  if (isList(row) && row.length !== names.length) {
    const text = `expected a row of ${names.length} numbers, one for each feature; got ${row.length}`;
    throw new DataError('ROW_LENGTH', text);
  }
  for (const [j, name] of names.entries()) {
    const value = isList(row) ? row[j] : Object.hasOwn(row, name) ? row[name] : undefined;
    if (typeof value !== 'number' || !Number.isFinite(value))
      throw new DataError(
        'ROW_NOT_A_NUMBER',
        `expected a finite number for the feature "${name}", got ${shown(value)}`,
      );
    values[j] = value;
  }
}

function shown(value: unknown): string {
  return typeof value === 'string' ? `the string ${JSON.stringify(value.slice(0, 60))}` : String(value);
}

function isList(row: Row): row is readonly number[] | Float64Array {
  return Array.isArray(row) || row instanceof Float64Array;
}
