/** Rows of CSV files as a model takes them, for commands that look at some examples in place of training on all. */
import type { Config } from '../config/check-config.js';
import { meanOutcomeOf } from '../data/moments.js';
import type { Input } from '../data/sources/table-data.js';
import { defined } from '../errors.js';
import { type PreparedRows, withRows } from './with-rows.js';

/** A column of x: it enters the graph as (x − mean) / scale. */
export interface Column {
  readonly name: string;
  readonly mean: number;
  readonly scale: number;
}

export interface ExampleRow {
  /** Features in the order of the columns, as the file has them. */
  readonly x: Float64Array;
  readonly y: number;
}

export interface Rows {
  readonly columns: readonly Column[];
  readonly target: string;
  /** The mean of y over the rows to train on, where parameters may start. */
  readonly meanOutcome: number;
  /** How many rows there are. */
  readonly count: number;
  /** In the order asked for. */
  readonly rows: readonly ExampleRow[];
}

export interface ReadRowsOptions {
  readonly config: Config;
  /** CSV files with the same header, or tables. */
  readonly data: readonly Input[];
  /** Which rows to give, counted from 1 over all files, once their number is known. */
  readonly pick: (count: number) => readonly number[];
  /** As in `RowsOptions`. */
  readonly rangeBytes?: number;
}

/** Reads all rows, for means and scales, and gives some of them. Rejects with what `pick` throws, too. */
export async function readRows({ config, data, pick, rangeBytes }: ReadRowsOptions): Promise<Rows> {
  return withRows({ config, data, rangeBytes, mayBlock: true }, async (prepared) => {
    const { columns, workers, standard, moments } = prepared;
    return {
      columns: columns.features.map((name, j) => ({
        name,
        mean: defined(standard.mean[j], `mean of ${name}`),
        scale: defined(standard.scale[j], `scale of ${name}`),
      })),
      target: columns.target,
      meanOutcome: meanOutcomeOf(moments),
      count: workers.rows,
      rows: await Promise.all(pick(workers.rows).map((number) => rowAt(prepared, number))),
    };
  });
}

/** The features as the graph takes them, in the order of the columns. */
export function standardized({ x }: ExampleRow, columns: readonly Column[]): Float64Array {
  return Float64Array.from(
    columns,
    ({ name, mean, scale }, j) => (defined(x[j], `value of ${name}`) - mean) / scale,
  );
}

/** A row, counted from 1. */
export async function rowAt({ workers }: Pick<PreparedRows, 'workers'>, number: number): Promise<ExampleRow> {
  const values = await workers.row(number - 1);
  return { x: values.subarray(0, -1), y: defined(values.at(-1), 'outcome') };
}
