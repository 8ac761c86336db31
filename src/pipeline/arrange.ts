/** From decoded rows to the table that epochs read: standardized, and dealt out where the order asks for it. */
import type { Holdout } from '../data/deal.js';
import { keptBefore } from '../data/holdout.js';
import { mergeMoments } from '../data/moments.js';
import type { Segments } from '../data/segments.js';
import type { Standardization } from '../data/standardization.js';
import { allocateTable, blockCount, type TablePlace } from '../data/table.js';
import type { Threads } from '../engines/threads/threads.js';
import { DataError } from '../errors.js';
import { lastColumn, type OutcomeMoments } from './finish.js';

export interface ArrangeOptions {
  readonly blockRows: number;
  readonly dealt: boolean;
  readonly seed: number;
  /** The share of rows held out for validation, if any. */
  readonly validation?: number | undefined;
}

export interface Arranged {
  readonly table: TablePlace;
  /** The largest ‖z‖² of all rows. */
  readonly largestSquare: number;
  /** Rows to train on: the first ones of the table. The others are held out. */
  readonly trainingRows: number;
  /** Moments of the outcome over the rows to train on, where others are held out. */
  readonly outcome: OutcomeMoments | undefined;
}

export async function arrange(
  threads: Threads,
  segments: Segments,
  { mean, scale }: Standardization,
  { blockRows, dealt, seed, validation }: ArrangeOptions,
): Promise<Arranged> {
  const { rows } = segments;
  const table = allocateTable(threads.memory, { rows, features: mean.length, blockRows });
  const deal = { rows, blockRows, dealt, seed };
  const kept = validation === undefined ? undefined : keptBefore(rows, blockRows, seed, validation);
  const trainingRows = kept?.at(-1) ?? rows;
  if (validation !== undefined && (trainingRows === 0 || trainingRows === rows)) {
    const which = trainingRows === 0 ? 'no row to train on' : 'no row to validate with';
    const text = `stop.validation: ${validation} of ${rows} rows leaves ${which}; give another share, or more rows`;
    throw new DataError('DATA_VALIDATION', text);
  }
  const holdoutOf = (block: number): Holdout | undefined =>
    validation === undefined
      ? undefined
      : { share: validation, kept: trainingRows, keptBefore: kept?.[block] ?? 0 };
  const arranged = await Promise.all(
    Array.from({ length: blockCount(table) }, async (_, block) => {
      const pieces = segments.piecesOf(block * blockRows, Math.min((block + 1) * blockRows, rows));
      const request = {
        pieces,
        block,
        deal: { ...deal, holdout: holdoutOf(block) },
        standardization: { mean, scale },
        table,
      };
      const { answer } = await threads.ask('arrange', request);
      return answer;
    }),
  );
  const largestSquare = arranged.reduce((most, { largestSquare: square }) => Math.max(most, square), 0);
  const outcomes = arranged.flatMap(({ outcome }) => outcome ?? []);
  const outcome = outcomes.length === 0 ? undefined : lastColumn(outcomes.reduce(mergeMoments));
  return { table, trainingRows, largestSquare, outcome };
}
