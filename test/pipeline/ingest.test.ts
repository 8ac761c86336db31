/** Reading on credits with real workers, one of which is held back on purpose. */
import { afterAll, describe, expect, it } from 'vitest';
import { heldOut } from '#chainrule/data/holdout.js';
import type { Kind } from '#chainrule/engines/threads/messages.js';
import { ThreadWorkers } from '#chainrule/engines/threads/thread-workers.js';
import { Threads } from '#chainrule/engines/threads/threads.js';
import type { Workers } from '#chainrule/engines/workers.js';
import { ChainruleError } from '#chainrule/errors.js';
import { type Ingested, type IngestOptions, ingest } from '#chainrule/pipeline/ingest.js';
import { temporaryFolder } from '../support/folder.js';
import { HeldThreads } from '../support/held-threads.js';

const folder = temporaryFolder();

const options = (inputs: readonly string[], changes: Partial<IngestOptions> = {}): IngestOptions => ({
  inputs,
  target: 'y',
  features: { exclude: ['note'] },
  blockRows: 4,
  rangeBytes: 40,
  credits: 5,
  ...changes,
});

/** `note,x,y`: one or two rows in a batch of 40 bytes. */
const rowsOf = (count: number, note: (row: number) => string = () => 'plain') =>
  Array.from(
    { length: count },
    (_, row) => `${note(row).padEnd(note(row).startsWith('"') ? 0 : 12)},${1000 + row},${row}\n`,
  );

const table = (rows: readonly string[]) => `note,x,y\n${rows.join('')}`;

/** All rows in the order of the file. */
async function rowsIn(workers: Workers): Promise<number[][]> {
  const rows: number[][] = [];
  for (let row = 0; row < workers.rows; row++) rows.push([...(await workers.row(row))]);
  return rows;
}

const moments = ({ moments: { rows, mean, meanLow, squares, min, max } }: Ingested) => [
  rows,
  ...[mean, meanLow, squares, min, max].map((each) => [...each]),
];

async function held(
  count: number,
  kind: 'decode' | 'decodedPass',
  marker: string,
  use: (threads: HeldThreads, workers: Workers) => Promise<void>,
) {
  const threads = new HeldThreads(count, { kind, marker });
  try {
    await use(threads, new ThreadWorkers(threads));
  } finally {
    await threads.close();
  }
}

describe('reading with a worker held back', () => {
  it('never has more batches in flight than credits', async () => {
    await held(3, 'decode', 'HOLD', async (threads, workers) => {
      const path = folder.write('held.csv', table(rowsOf(60, (row) => (row === 0 ? 'HOLD' : 'plain'))));
      const asked = (kind: Kind) => threads.asked.get(kind) ?? 0;
      let taken = 0;
      let most = 0;
      const inFlight = () => {
        most = Math.max(most, asked('decode') - taken);
      };
      const done = ingest(workers, options([path]), () => {
        inFlight();
        taken++;
      });
      // The first batch is held; all others on credit are decoded, and still none is taken.
      await threads.until('asked', 'decode', 5);
      await threads.until('answered', 'decode', 4);
      // Many more rounds by the workers that are free: time enough for a sixth batch, if one were let in.
      for (let round = 0; round < 30; round++) {
        await threads.ask('decodedPass', {
          pass: 'moments',
          input: new Float64Array(),
          blocks: [],
          width: 2,
        });
        await new Promise((resolve) => setImmediate(resolve));
      }
      expect(taken).toBe(0);
      expect(asked('decode')).toBe(5);
      inFlight();
      threads.release();
      await done;
      expect(most).toBe(5);
      expect(taken).toBe(asked('decode'));
      expect(taken).toBeGreaterThan(20);
      expect(await rowsIn(workers)).toEqual(Array.from({ length: 60 }, (_, row) => [1000 + row, row]));
    });
  });

  it('tells the first error in the order of the file, though a later one is found first', async () => {
    await held(3, 'decode', 'HOLD', async (threads, workers) => {
      const rows = rowsOf(20, (row) => (row === 2 ? 'HOLD' : 'plain'));
      rows[2] = rows[2]?.replace('1002', 'abc') ?? '';
      rows[6] = rows[6]?.replace('1006', 'xyz') ?? '';
      const path = folder.write('errors.csv', table(rows));
      const done = ingest(workers, options([path]), () => undefined);
      const refused = expect(done).rejects.toMatchObject({
        code: 'DATA_NOT_A_NUMBER',
        message: expect.stringContaining(`${path}:4:14: column "x" (field 2): "abc"`),
      });
      await threads.until('asked', 'decode', 5);
      await threads.until('answered', 'decode', 4);
      threads.release();
      await refused;
    });
  });

  it('tells an error of the first file before one of the second file’s header', async () => {
    await held(2, 'decode', 'HOLD', async (threads, workers) => {
      const first = folder.write('first.csv', `note,x,y\n"HOLD\n",1,2\n\n"",x,2\n`);
      const second = folder.write('second.csv', 'note,z,y\n,1,2\n');
      const done = ingest(workers, options([first, second], { rangeBytes: 1000 }), () => undefined);
      const refused = expect(done).rejects.toThrow(`${first}:5:4: `);
      await threads.until('asked', 'decode', 1);
      threads.release();
      await refused;
    });
  });

  it('merges moments in block order, whichever block is done first', async () => {
    const path = folder.write('blocks.csv', table(rowsOf(230)));
    const plain = new ThreadWorkers(new Threads({ workers: 1 }));
    const expected = moments(await ingest(plain, options([path], { rangeBytes: 1 << 20 }), () => undefined));
    await plain.close();
    // The first of 57 whole blocks begins with x = 1000; eight go together.
    await held(3, 'decodedPass', '1000', async (threads, workers) => {
      const done = ingest(workers, options([path]), () => undefined);
      await threads.until('asked', 'decodedPass', 7);
      await threads.until('answered', 'decodedPass', 6);
      threads.release();
      expect(moments(await done)).toEqual(expected);
    });
  });

  it('shows a defect in a worker as one, and does not hang', async () => {
    const threads = new HeldThreads(2, { kind: 'decode', marker: 'THROW', throws: true });
    const path = folder.write('defect.csv', table(rowsOf(20, (row) => (row === 7 ? 'THROW' : 'plain'))));
    const done = ingest(new ThreadWorkers(threads), options([path]), () => undefined);
    await expect(done).rejects.toThrow('thrown on purpose');
    await expect(done).rejects.not.toBeInstanceOf(ChainruleError);
    await threads.close();
  });
});

describe('reading', () => {
  const started: Workers[] = [];
  afterAll(() => Promise.all(started.map((each) => each.close())));
  const start = (workers = 2) => {
    const each = new ThreadWorkers(new Threads({ workers }));
    started.push(each);
    return each;
  };

  const read = async (paths: readonly string[], changes: Partial<IngestOptions> = {}, workers = start()) => {
    const ingested = await ingest(workers, options(paths, changes), () => undefined);
    return { ...ingested, workers };
  };

  it('gives the same rows and the same moments to the bit for any size of batches', async () => {
    const rows = rowsOf(100, (row) => ['plain', '"a\nb"', '"c, ""d"""'][row % 3] ?? '');
    const path = folder.write('sizes.csv', `\ufeff\n${table(rows)}`);
    const expected = await read([path], { rangeBytes: 1 << 20 });
    for (const rangeBytes of [1, 7, 40, 100, 999]) {
      const ingested = await read([path], { rangeBytes });
      expect(await rowsIn(ingested.workers)).toEqual(await rowsIn(expected.workers));
      expect(moments(ingested)).toEqual(moments(expected));
      expect(ingested.files).toMatchObject(
        expected.files.map(({ bytes, rows: count }) => ({ bytes, rows: count })),
      );
    }
  });

  it('leaves a held-out row of the last block out of the moments, though that block is full and no other has one', async () => {
    const rows = 64;
    const path = folder.write('full.csv', table(rowsOf(rows)));
    const leftOut = { seed: 3, fraction: 0.01 };
    const row = 60 + heldOut({ ...leftOut, blockRows: 4, rows, block: 15 }).indexOf(1);
    for (const rangeBytes of [40, 200, 1 << 20]) {
      const { moments: found } = await read([path], { rangeBytes, leftOut });
      expect(found.rows).toBe(rows - 1);
      expect(found.mean[1]! * (rows - 1)).toBeCloseTo((rows * (rows - 1)) / 2 - row, 9);
    }
  });

  it('knows of each file its bytes and rows', async () => {
    const paths = [folder.write('a.csv', table(rowsOf(7))), folder.write('b.csv', table(rowsOf(3)))];
    const { files, workers } = await read(paths);
    expect(files.map(({ name, rows }) => [name, rows])).toEqual([
      [paths[0], 7],
      [paths[1], 3],
    ]);
    expect(files.map(({ bytes }) => bytes)).toEqual([table(rowsOf(7)).length, table(rowsOf(3)).length]);
    expect(workers.rows).toBe(10);
  });

  it('hashes a file alike, and takes the same moments, whoever reads its ranges', async () => {
    const path = folder.write('hashed.csv', table(rowsOf(400_000)));
    const changes = { blockRows: 8192, rangeBytes: undefined };
    const expected = await read([path], changes, start(1));
    expect(expected.files[0]?.bytes).toBeGreaterThan(2 * 4 * 1024 * 1024);
    const ingested = await read([path], changes, start(3));
    expect(ingested.files).toEqual(expected.files);
    expect(moments(ingested)).toEqual(moments(expected));
  });

  it('counts lines over all batches before an error, from each file’s own start', async () => {
    const rows = rowsOf(30, (row) => (row % 2 === 0 ? '"a\nb\n"' : 'é😀'));
    const bad = rows.map((row, i) => (i === 21 ? row.replace('1021', 'bad') : row));
    const [good, faulty] = [
      folder.write('good.csv', table(rows)),
      folder.write('bad.csv', `\n${table(bad)}`),
    ];
    // An empty line, the header, and 11 rows of three lines among 21.
    const line = 1 + 1 + 11 * 3 + 10 + 1;
    for (const rangeBytes of [1, 50, 1 << 20]) {
      const message = `${faulty}:${line}:13: column "x" (field 2): "bad" is not a number`;
      await expect(read([good, faulty], { rangeBytes })).rejects.toThrow(message);
    }
  });

  it('reports all columns that are not numbers, in whichever batch their cells are', async () => {
    const rows = rowsOf(40).map((row, i) => (i === 25 ? row.replace('1025', 'NA') : row));
    const kinds = rows.map((row, i) => row.replace('\n', i < 20 ? `,${i}\n` : `,kind ${i % 2}\n`));
    const path = folder.write('kinds.csv', `note,x,y,kind\n${kinds.join('')}`);
    const expected = [
      `${path}:22:22: column "kind" (field 4): "kind 0" is not a number: expected digits with an optional sign, decimal point and exponent, such as -1.5e3`,
      'cells that are not numbers in the first 40 rows, in 2 of 3 columns:',
      '  "x": 1 cell, such as "NA" in line 27',
      '  "kind": 20 cells, such as "kind 0", "kind 1"',
      'correct these cells, or train without their columns: no feature would be left; at least one column of numbers is required',
    ];
    for (const rangeBytes of [1, 50, 1 << 20])
      await expect(read([path], { rangeBytes })).rejects.toMatchObject({
        code: 'DATA_NOT_A_NUMBER',
        message: expected.join('\n'),
      });
  });

  it.each([
    ['an empty file', '', 'DATA_EMPTY'],
    ['a header only', 'note,x,y\n', 'DATA_NO_ROWS'],
    ['a header only, no line break', 'note,x,y', 'DATA_NO_ROWS'],
    ['no target', 'note,x,z\n1,2,3\n', 'DATA_UNKNOWN_COLUMN'],
    ['a ragged record', 'note,x,y\n1,2,3\n1,2\n', 'DATA_RAGGED'],
  ])('refuses %s', async (_, text, code) => {
    await expect(read([folder.write('bad.csv', text)])).rejects.toMatchObject({ name: 'DataError', code });
  });

  it('refuses an empty file among several, and one with another header', async () => {
    const good = folder.write('good.csv', table(rowsOf(3)));
    await expect(read([good, folder.write('none.csv', '')])).rejects.toMatchObject({ code: 'DATA_EMPTY' });
    await expect(read([good, folder.write('other.csv', 'note,y,x\na,1,2\n')])).rejects.toMatchObject({
      code: 'DATA_HEADERS_DIFFER',
    });
  });

  it('takes a second file with a header alone', async () => {
    const good = folder.write('good.csv', table(rowsOf(3)));
    expect((await read([good, folder.write('header.csv', 'note,x,y\n')])).workers.rows).toBe(3);
  });

  it('ends at the first batch with more rows than a table can have', async () => {
    const paths = [folder.write('few.csv', table(rowsOf(7))), folder.write('many.csv', table(rowsOf(300)))];
    let taken = 0;
    const reading = ingest(start(), options(paths, { mostRows: 9 }), ({ rows }) => {
      taken = rows;
    });
    const message = `${paths[1]}: with this file there are more than 9 rows`;
    await expect(reading).rejects.toMatchObject({ name: 'DataError', code: 'DATA_TOO_MANY_ROWS' });
    await expect(reading).rejects.toThrow(message);
    expect(taken).toBeLessThanOrEqual(9);
    expect((await read(paths, { mostRows: 307 })).workers.rows).toBe(307);
  });
});
