/** Rows of CSV files as a model takes them, for commands that look at some examples in place of training on all. */
import type { Config } from '../config/check-config.js';
import { defined } from '../errors.js';
import { float64At } from '../kernels/memory.js';
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
  /** How many rows there are. */
  readonly count: number;
  /** In the order asked for. */
  readonly rows: readonly ExampleRow[];
}

export interface ReadRowsOptions {
  readonly config: Config;
  /** CSV files with the same header. */
  readonly data: readonly string[];
  /** Which rows to give, counted from 1 over all files, once their number is known. */
  readonly pick: (count: number) => readonly number[];
  /** About the bytes of a chunk of a file; never changes the result. */
  readonly chunkBytes?: number;
}

/** Reads all rows, for means and scales, and gives some of them. Rejects with what `pick` throws, too. */
export async function readRows({ config, data, pick, chunkBytes }: ReadRowsOptions): Promise<Rows> {
  return withRows({ config, data, chunkBytes, mayBlock: true }, async (prepared) => {
    const { columns, segments, standard } = prepared;
    return {
      columns: columns.features.map((name, j) => ({
        name,
        mean: defined(standard.mean[j], `mean of ${name}`),
        scale: defined(standard.scale[j], `scale of ${name}`),
      })),
      target: columns.target,
      count: segments.rows,
      rows: pick(segments.rows).map((number) => rowAt(prepared, number)),
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

function rowAt({ threads, segments, columns: { width } }: PreparedRows, number: number): ExampleRow {
  const [piece] = segments.piecesOf(number - 1, number);
  if (piece === undefined) throw new RangeError(`there is no row ${number}`);
  const values = new Float64Array(width);
  if (piece.onDisk) threads.spill.read(values, piece.address);
  else values.set(float64At(threads.memory, piece.address, width));
  return { x: values.subarray(0, -1), y: defined(values.at(-1), 'outcome') };
}
