/** From decoded rows to the table that epochs read: standardized, and dealt out where the order asks for it. */
import type { Segments } from '../data/segments.js';
import type { Standardization } from '../data/standardization.js';
import { allocateTable, blockCount, type TablePlace } from '../data/table.js';
import type { Threads } from '../engines/threads/threads.js';

export interface ArrangeOptions {
  readonly blockRows: number;
  readonly dealt: boolean;
  readonly seed: number;
}

export interface Arranged {
  readonly table: TablePlace;
  /** The largest ‖z‖² of all rows. */
  readonly largestSquare: number;
}

export async function arrange(
  threads: Threads,
  segments: Segments,
  { mean, scale }: Standardization,
  { blockRows, dealt, seed }: ArrangeOptions,
): Promise<Arranged> {
  const { rows } = segments;
  const table = allocateTable(threads.memory, { rows, features: mean.length, blockRows });
  const deal = { rows, blockRows, dealt, seed };
  const squares = await Promise.all(
    Array.from({ length: blockCount(table) }, async (_, block) => {
      const pieces = segments.piecesOf(block * blockRows, Math.min((block + 1) * blockRows, rows));
      const request = { pieces, block, deal, standardization: { mean, scale }, table };
      const { answer } = await threads.ask('arrange', request);
      return answer.largestSquare;
    }),
  );
  return { table, largestSquare: squares.reduce((most, square) => Math.max(most, square), 0) };
}
