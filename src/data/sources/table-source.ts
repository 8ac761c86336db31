/** A table in memory, or one whose rows come one after the other, as a source: batches of float64 rows. */
import { DataError, defined } from '../../errors.js';
import type { Header } from '../header.js';
import { RangesHash } from './range-hash.js';
import type { Batch, ReadColumns, Source } from './source.js';
import type { DataColumns, DataRow, TableData } from './table-data.js';

/** About the numbers of a batch. */
const batchNumbers = 2 ** 16;

/** Fills `out` with the next rows, the read columns in their slots; returns how many. */
type Fill = (columns: ReadColumns, out: Float64Array, most: number) => number | Promise<number>;

interface Opened {
  readonly fields: readonly string[];
  readonly fill: Fill;
  readonly close: () => Promise<void>;
}

export class TableSource implements Source {
  readonly name: string;
  readonly size: number;
  readonly header: Header;
  readonly where: string;
  readonly #table: Opened;
  readonly #hash = new RangesHash();
  #columns: ReadColumns | undefined;
  #bytes = 0;

  private constructor(table: Opened, name: string, size: number) {
    this.name = name;
    this.where = name;
    this.size = size;
    this.header = { fields: table.fields, length: 0, lines: 0, line: 0 };
    this.#table = table;
  }

  /** Throws a `DataError` for a table without rows, or with columns of different lengths. */
  static async over(data: TableData, name: string): Promise<TableSource> {
    return new TableSource(await opened(data, name), name, sizeOfTable(data));
  }

  read(columns: ReadColumns): void {
    this.#columns = columns;
  }

  async next(): Promise<Batch | undefined> {
    const columns = defined(this.#columns, 'choice of columns');
    const most = Math.max(1, Math.floor(batchNumbers / columns.width));
    const room = new Float64Array(most * columns.width);
    const rows = await this.#table.fill(columns, room, most);
    if (rows === 0) return undefined;
    const numbers = rows === most ? room : room.slice(0, rows * columns.width);
    const bytes = new Uint8Array(numbers.buffer);
    this.#hash.add(bytes);
    this.#bytes += bytes.length;
    return { numbers };
  }

  /** Of the numbers that were read, row by row, as float64. */
  /** A table in memory is read only once. */
  async checkUnchanged(): Promise<void> {
    return;
  }

  async identity() {
    return { bytes: this.#bytes, hash: this.#hash.digest() };
  }

  close(): Promise<void> {
    return this.#table.close();
  }
}

/** About the bytes of its numbers; Infinity where it is not known how many rows there are. */
export function sizeOfTable(data: TableData): number {
  if (Array.isArray(data)) return data.length * Object.keys(Object(data[0])).length * 8;
  if (Symbol.iterator in data || Symbol.asyncIterator in data) return Number.POSITIVE_INFINITY;
  return Object.values(data).reduce((sum, { length }) => sum + length * 8, 0);
}

function opened(data: TableData, name: string): Promise<Opened> | Opened {
  if (Symbol.asyncIterator in data) return openRows(data[Symbol.asyncIterator](), name);
  if (Symbol.iterator in data) return openRows(data[Symbol.iterator](), name);
  return openColumns(data, name);
}

type Rows = Iterator<DataRow> | AsyncIterator<DataRow>;

async function openRows(iterator: Rows, name: string): Promise<Opened> {
  let next = await iterator.next();
  if (next.done === true) throw new DataError('DATA_NO_ROWS', `${name}: there is no row`);
  const fields = Object.keys(checkedRow(next.value, name, 1));
  let row = 0;
  return {
    fields,
    async fill({ slots, width }, out, most) {
      let rows = 0;
      for (; rows < most && next.done !== true; rows++) {
        row++;
        const values = checkedRow(next.value, name, row);
        for (let field = 0; field < slots.length; field++) {
          const slot = slots[field]!;
          if (slot >= 0)
            out[rows * width + slot] = numberIn(values[fields[field]!], name, row, fields[field]!);
        }
        const following = iterator.next();
        // Waiting for a row that is there costs more than reading it.
        next = 'then' in following ? await following : following;
      }
      return rows;
    },
    async close() {
      if (next.done !== true) await iterator.return?.();
    },
  };
}

function checkedRow(row: unknown, name: string, number: number): DataRow {
  if (isRow(row)) return row;
  throw new DataError('DATA_NOT_A_ROW', `${name}: row ${number}: expected an object, got ${shown(row)}`);
}

function isRow(row: unknown): row is DataRow {
  return typeof row === 'object' && row !== null && !Array.isArray(row);
}

function openColumns(columns: DataColumns, name: string): Opened {
  const fields = Object.keys(columns);
  const lists = Object.values(columns);
  const [first] = fields;
  const rows = lists[0]?.length ?? 0;
  if (first === undefined || rows === 0) throw new DataError('DATA_NO_ROWS', `${name}: there is no row`);
  for (const [field, list] of lists.entries()) {
    if (list.length === rows) continue;
    const text = `column ${quoted(fields[field]!)} has ${list.length} values, but ${quoted(first)} has ${rows}; all columns must have the same length`;
    throw new DataError('DATA_COLUMN_LENGTHS', `${name}: ${text}`);
  }
  let from = 0;
  return {
    fields,
    fill({ slots, width }, out, most) {
      const count = Math.min(most, rows - from);
      for (const [field, list] of lists.entries()) {
        const slot = slots[field]!;
        if (slot < 0) continue;
        for (let i = 0; i < count; i++)
          out[i * width + slot] = numberIn(list[from + i], name, from + i + 1, fields[field]!);
      }
      from += count;
      return count;
    },
    close: async () => undefined,
  };
}

function numberIn(value: unknown, name: string, row: number, column: string): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  const text = `row ${row}: column ${quoted(column)}: expected a finite number, got ${shown(value)}`;
  throw new DataError('DATA_NOT_A_NUMBER', `${name}: ${text}`);
}

function shown(value: unknown): string {
  if (typeof value === 'string') return `the string ${quoted(value)}`;
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
