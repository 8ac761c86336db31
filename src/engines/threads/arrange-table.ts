/** From decoded rows to the table that epochs read: standardized, and scattered over all blocks where the order asks for it. */
import { placesOfBlock } from '../../data/deal.js';
import { trainingRows } from '../../data/holdout.js';
import { mostRowsAtATime } from '../../data/scatter-rows.js';
import type { Segments } from '../../data/segments.js';
import { allocateTable, blockCount, type TablePlace } from '../../data/table.js';
import { allocate, float64At } from '../../kernels/memory.js';
import type { Arranged, Arrangement } from '../workers.js';
import type { Pool } from './pool.js';

export interface ArrangedTable extends Arranged {
  readonly table: TablePlace;
}

export async function arrange(
  pool: Pool,
  segments: Segments,
  blockRows: number,
  { standardization: { mean, scale }, scattered, seed, validation }: Arrangement,
): Promise<ArrangedTable> {
  const { rows } = segments;
  const { memory, spill } = pool;
  const table = allocateTable(memory, { rows, features: mean.length, blockRows }, spill);
  const standard = { mean: written(memory, mean), scale: written(memory, scale) };
  const deal = { rows, blockRows, dealt: scattered, seed, validation };
  // Rows that go to disk are written in longer runs the more blocks are scattered together.
  const together = table.rowsInMemory === rows ? 1 : blocksTogether(table);
  const blocks = blockCount(table);
  const arranged = await Promise.all(
    Array.from({ length: Math.ceil(blocks / together) }, async (_, group) => {
      const span = { from: group * together, to: Math.min((group + 1) * together, blocks) };
      const pieces = segments.piecesOf(span.from * blockRows, Math.min(span.to * blockRows, rows));
      const request = { pieces, blocks: span, deal, standardization: standard, table };
      const { answer } = await pool.ask('arrange', request);
      return answer;
    }),
  );
  const largestSquare = arranged.reduce((most, { largestSquare: square }) => Math.max(most, square), 0);
  const placesOf = (block: number) => placesOfBlock(block, deal);
  const training =
    validation === undefined ? rows : trainingRows({ rows, blockRows, seed, fraction: validation });
  return { table, trainingRows: training, largestSquare, placesOf };
}

/** The address of a copy in shared memory. */
function written(memory: WebAssembly.Memory, numbers: Float64Array): number {
  const address = allocate(memory, numbers.byteLength);
  float64At(memory, address, numbers.length).set(numbers);
  return address;
}

/** About 4 MB of rows. */
function blocksTogether({ blockRows, features }: TablePlace): number {
  const rows = Math.min(mostRowsAtATime, 2 ** 22 / (8 * (features + 1)));
  return Math.max(1, Math.floor(rows / blockRows));
}
