/** Tables in memory are read as their CSV would be, and what is not a number is named. */
import { describe, expect, it } from 'vitest';
import { inputsOf, type TableData } from '#chainrule/data/sources/table-data.js';
import { TableSource } from '#chainrule/data/sources/table-source.js';
import { decodeSource } from '../../support/decoding.js';

const rows = Array.from({ length: 9000 }, (_, i) => ({ a: i / 7, name: 'text', y: -i, b: i % 3 }));
const columns = {
  a: Float64Array.from(rows, ({ a }) => a),
  name: rows.map(() => 0),
  y: rows.map(({ y }) => y),
  b: Uint8Array.from(rows, ({ b }) => b),
};

function* generated() {
  yield* rows;
}

async function* awaited() {
  yield* rows;
}

async function read(data: TableData) {
  const source = await TableSource.over(data, 'data');
  const decoded = await decodeSource(source, 'y', { exclude: ['name'] });
  const identity = await source.identity();
  await source.close();
  return { rows: decoded.rows, batches: decoded.batches.length, identity };
}

describe('a table in memory', () => {
  const expected = rows.map(({ a, b, y }) => [a, b, y]);

  it.each([
    ['rows', rows],
    ['columns', columns],
  ])('as %s gives the read columns in their slots, batch by batch', async (_, data) => {
    const found = await read(data);
    expect(found.rows).toEqual(expected);
    expect(found.batches).toBeGreaterThan(0);
    expect(found.identity).toMatchObject({ bytes: 9000 * 3 * 8 });
  });

  it('has one hash, however it comes', async () => {
    const { identity } = await read(rows);
    for (const data of [columns, generated(), awaited()])
      expect((await read(data)).identity).toEqual(identity);
    const other = { ...columns, y: columns.y.with(-1, 0.5) };
    expect((await read(other)).identity.hash).not.toBe(identity.hash);
  });

  it.each([
    [
      [
        { a: 1, y: 2 },
        { a: Number.NaN, y: 2 },
      ],
      'data: row 2: column "a": expected a finite number, got NaN',
    ],
    [[{ a: 1, y: 2 }, { y: 2 }], 'data: row 2: column "a": expected a finite number, got undefined'],
    [[{ a: '1', y: 2 }], 'data: row 1: column "a": expected a finite number, got the string "1"'],
    [[{ a: 1, y: 2 }, 7], 'data: row 2: expected an object, got 7'],
    [{ a: [1, 2], y: [3] }, 'data: column "y" has 1 values, but "a" has 2'],
    [
      { a: [1, Number.POSITIVE_INFINITY], y: [3, 4] },
      'data: row 2: column "a": expected a finite number, got Infinity',
    ],
    [{ a: [], y: [] }, 'data: there is no row'],
    [{}, 'data: there is no row'],
    [[].values(), 'data: there is no row'],
  ])('of %j is refused: %s', async (data, message) => {
    const reading = async () => decodeSource(await TableSource.over(data as TableData, 'data'), 'y');
    await expect(reading()).rejects.toThrow(message);
    await expect(reading()).rejects.toMatchObject({ name: 'DataError' });
  });

  it('that is left before its end ends the iterator', async () => {
    let ended = false;
    async function* endless() {
      try {
        for (;;) yield { a: 1, y: 2 };
      } finally {
        ended = true;
      }
    }
    const source = await TableSource.over(endless(), 'data');
    source.read({ slots: [0, 1], width: 2 });
    await source.next();
    await source.close();
    expect(ended).toBe(true);
  });
});

describe('data', () => {
  it('is paths or one table', () => {
    expect(inputsOf('a.csv')).toEqual(['a.csv']);
    expect(inputsOf(['a.csv', 'b.csv'])).toEqual(['a.csv', 'b.csv']);
    expect(inputsOf(rows)).toEqual([rows]);
    expect(inputsOf(columns)).toEqual([columns]);
    expect(() => inputsOf([])).toThrow('no data');
    const mixed: unknown = ['a.csv', { a: 1 }];
    expect(() => inputsOf(mixed as string[])).toThrow('got both in one list');
  });
});
