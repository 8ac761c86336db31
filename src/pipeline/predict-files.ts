/** From CSV files to predictions as CSV, in the order of the input: workers decode, predict and write the text. */
import { concatMap, lastValueFrom } from 'rxjs';
import type { Config } from '../config/check-config.js';
import { namedColumns } from '../data/columns.js';
import { inspectFiles } from '../data/sources/open-source.js';
import { startWorkers, workerCount } from '../engines/start-workers.js';
import { DataError } from '../errors.js';
import type { ModelFile } from '../model-file/model-file.js';
import { pullOnCredits } from './credits.js';
import { planMemory } from './memory-plan.js';
import { BatchReading } from './read-batches.js';

export interface PredictFilesOptions {
  readonly model: ModelFile;
  /** CSV files with the same header. */
  readonly data: readonly string[];
  /** Columns whose text stands before the prediction. */
  readonly keep: readonly string[];
  readonly workers: Config['workers'];
  readonly rangeBytes?: number;
  /** As in `TrainOptions`. */
  readonly mayBlock?: boolean;
}

/** The name of the column of predictions. */
export const predictionColumn = 'prediction';

/**
 * Calls `write` with one piece of the CSV after the other; reading waits for what it returns. Rejects with a `DataError`
 * for data that lack a column of the model or one to keep, for a cell that is not a number, and for a prediction that is
 * not finite.
 */
export async function predictFiles(
  { model, data, keep, workers: asked, rangeBytes, mayBlock = false }: PredictFilesOptions,
  write: (text: Uint8Array) => Promise<void>,
): Promise<{ readonly rows: number }> {
  const bytes = (await inspectFiles(data)).reduce((sum, size) => sum + size, 0);
  const count = workerCount(asked, bytes, 1);
  // No row is kept.
  const workers = await startWorkers(
    count,
    asked,
    mayBlock,
    planMemory({ memory: 'auto', solver: 'sgd' }, 0),
  );
  const reading = new BatchReading({
    ...{ inputs: data, rangeBytes },
    open(where, fields) {
      const names = model.features.map(({ name }) => name);
      const columns = namedColumns(where, fields, names);
      const kept = keep.map((name) => fieldOf(where, columns.header, name));
      workers.openPredictions({ ...columns, model, keep: kept });
      return columns;
    },
    decode: (batch, insideQuotes) => workers.predict(batch, insideQuotes),
  });
  let written = Promise.resolve();
  let isFirst = true;
  /** The header comes once that of the input is known to be right. */
  const add = (text: Uint8Array) => {
    const pieces = isFirst ? [headerOf(keep), text] : [text];
    isFirst = false;
    for (const piece of pieces) written = written.then(() => write(piece));
    return written;
  };
  const pieces$ = pullOnCredits(
    async () => {
      // Credits bound what is read ahead of the order; this, what has not been written.
      await written;
      return reading.next();
    },
    (work) => reading.decode(work),
    count + 2,
  ).pipe(
    concatMap((work) => reading.confirm(work)),
    concatMap((work) => add(reading.take(work).text)),
  );
  try {
    await lastValueFrom(pieces$, { defaultValue: undefined });
    if (isFirst) await add(new Uint8Array());
    await reading.files();
    return { rows: reading.rows };
  } finally {
    await workers.close();
    await reading.close();
  }
}

function fieldOf(where: string, header: readonly string[], name: string): number {
  const field = header.indexOf(name.trim());
  if (field >= 0) return field;
  throw new DataError('DATA_UNKNOWN_COLUMN', `${where}: the column to keep, "${name}", is not in the header`);
}

function headerOf(keep: readonly string[]): Uint8Array {
  const cells = [...keep.map((name) => name.trim()), predictionColumn].map((name) =>
    /[",\r\n]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name,
  );
  return new TextEncoder().encode(`${cells.join(',')}\n`);
}
