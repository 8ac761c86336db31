/**
 * Gathers evidence of all columns where one cell was not a number, so that the user learns of all such columns at once:
 * from the batch of that cell on, as far as the source can be read again and a limit allows.
 */
import { readSync } from 'node:fs';
import { readFailure } from '../files/file-errors.js';
import { lastBoundary, nextBoundary } from './boundaries.js';
import { countLines, readRecords } from './decode.js';
import type { Evidence } from './evidence.js';
import type { Batch, ByteRange } from './sources/source.js';

/** Reading so many bytes takes less than a second. */
const bytesByDefault = 8 * 1024 * 1024;

export interface SurveyStart {
  readonly batch: Batch;
  /** Whether the batch begins inside quotes. */
  readonly insideQuotes: boolean;
  /** Line feeds before the batch, or before the first row. */
  readonly linesBefore: number;
  /** Fields of a record. */
  readonly fields: number;
  /** Bytes of a file that are read at most. */
  readonly mostBytes?: number;
}

/** Adds records to the evidence, up to the first whose quotes are wrong; one with too few or too many fields is left out. */
export function survey(start: SurveyStart, evidence: Evidence): void {
  const { batch, insideQuotes, linesBefore, fields, mostBytes = bytesByDefault } = start;
  // Numbers have no text that is not one.
  if ('numbers' in batch) return;
  const { records, linesSkipped } =
    'range' in batch
      ? recordsFrom(batch.range, insideQuotes, mostBytes)
      : { records: batch.bytes, linesSkipped: 0 };
  readRecords(records, (record, _, lastLine) => {
    if (record.length === fields) evidence.add(record, linesBefore + linesSkipped + lastLine);
    return undefined;
  });
}

/** The whole records that begin in a range or behind it. */
function recordsFrom(
  range: ByteRange,
  insideQuotes: boolean,
  mostBytes: number,
): { records: Uint8Array; linesSkipped: number } {
  const { from, body, size } = range;
  const bytes = bytesFrom(range, mostBytes);
  const isFirst = from < body;
  const begin = isFirst ? body - from : nextBoundary(bytes, 0, insideQuotes);
  const records = bytes.subarray(begin);
  const ended = from + bytes.length === size;
  return {
    records: ended ? records : records.subarray(0, Math.max(0, lastBoundary(records, records.length))),
    linesSkipped: isFirst ? 0 : countLines(bytes.subarray(0, begin)),
  };
}

function bytesFrom({ descriptor, name, from, size }: ByteRange, mostBytes: number): Uint8Array {
  const bytes = new Uint8Array(Math.min(mostBytes, size - from));
  let filled = 0;
  try {
    for (let read = -1; read !== 0 && filled < bytes.length; filled += read)
      read = readSync(descriptor, bytes, filled, bytes.length - filled, from + filled);
  } catch (error) {
    throw readFailure(error, name, 'data file');
  }
  return bytes.subarray(0, filled);
}
