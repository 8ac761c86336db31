/** Rows of CSV files as a model takes them, for commands that look at some examples in place of training on all. */

import type { Config } from '../config/check-config.js';
import { inspectFiles } from '../data/source.js';
import { standardization } from '../data/standardization.js';
import { defined } from '../errors.js';
import { float64At } from '../kernels/memory.js';
import { ingest } from './ingest.js';
import { planMemory } from './memory.js';
import { standardizing } from './model.js';
import { startWorkers, workerCount } from './workers.js';

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
export async function readRows({ config, data, pick, chunkBytes = 1 << 20 }: ReadRowsOptions): Promise<Rows> {
  const bytes = (await inspectFiles(data)).reduce((sum, size) => sum + size, 0);
  const workers = workerCount(config.workers, bytes, 1);
  const threads = await startWorkers(workers, config.workers, true, planMemory(config.memory, bytes));
  try {
    const { target, features, blockRows } = config;
    const options = { paths: data, target, features, blockRows, chunkBytes, credits: workers + 2 };
    const { columns, segments, moments } = await ingest(threads, options, () => undefined);
    const { mean, scale } = standardization(moments, columns.features, standardizing(config));
    const rows = pick(segments.rows).map((number): ExampleRow => {
      const [piece] = segments.piecesOf(number - 1, number);
      if (piece === undefined) throw new RangeError(`there is no row ${number}`);
      const values = new Float64Array(columns.width);
      if (piece.onDisk) threads.spill.read(values, piece.address);
      else values.set(float64At(threads.memory, piece.address, columns.width));
      return { x: values.subarray(0, -1), y: defined(values.at(-1), 'outcome') };
    });
    return {
      columns: columns.features.map((name, j) => ({
        name,
        mean: defined(mean[j], `mean of ${name}`),
        scale: defined(scale[j], `scale of ${name}`),
      })),
      target: columns.target,
      count: segments.rows,
      rows,
    };
  } finally {
    await threads.close();
  }
}
