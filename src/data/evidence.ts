/**
 * Evidence of what the columns of a table hold, gathered from records one by one: how many cells are numbers, and which
 * texts the others are.
 */
import { isNumber } from './number.js';

export interface SeenText {
  readonly text: string;
  /** How many cells hold it. */
  count: number;
  /** The line of the first one, from 1 on. */
  readonly line: number;
}

export interface ColumnEvidence {
  /** Which field of a record, from 0 on. */
  readonly field: number;
  /** Cells that are not numbers. */
  others: number;
  /** What these hold: the first different texts, at most `mostTexts`. */
  readonly texts: Map<string, SeenText>;
}

/** The most different texts of a column that are told apart. */
const mostTexts = 100;

export class Evidence {
  readonly columns: readonly ColumnEvidence[];
  /** Records seen. */
  rows = 0;

  /** Of these fields of a record. */
  constructor(fields: Iterable<number>) {
    this.columns = Array.from(fields, (field) => ({ field, others: 0, texts: new Map() }));
  }

  /** `lastLine` is the line in which the record ends, from 1 on. */
  add(record: readonly string[], lastLine: number): void {
    this.rows++;
    for (const column of this.columns) {
      const text = record[column.field] ?? '';
      if (isNumber(text)) continue;
      column.others++;
      const seen = column.texts.get(text);
      if (seen !== undefined) seen.count++;
      else if (column.texts.size < mostTexts)
        column.texts.set(text, { text, count: 1, line: lineOf(record, column.field, lastLine) });
    }
  }
}

/** The line in which a field begins: line feeds in it and behind it belong to quoted fields. */
function lineOf(record: readonly string[], field: number, lastLine: number): number {
  let line = lastLine;
  for (const text of record.slice(field)) line -= text.split('\n').length - 1;
  return line;
}
