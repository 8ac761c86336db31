/** Chunks: whatever their size, the same records and the same rows come out. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lastBorder } from '#chainrule/data/borders.js';
import { mostRecordBytes } from '#chainrule/data/chunks.js';
import { decodeFiles, readChunks } from '../support/decoding.js';
import { temporaryFolder } from '../support/folder.js';

const folder = temporaryFolder();

interface Sample {
  readonly text: string;
  readonly rows: readonly (readonly [number, number])[];
}

/** Files with everything that CSV has: quotes, line breaks in them, either line end, empty lines, a byte order mark. */
const samples: fc.Arbitrary<Sample> = fc
  .record({
    mark: fc.boolean(),
    lead: fc.array(fc.constantFrom('\n', '\r\n'), { maxLength: 2 }),
    rows: fc.array(
      fc.record({
        x: fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => x + 0),
        y: fc.integer(),
        note: fc.string({ unit: fc.constantFrom('"', '\n', '\r\n', ',', 'a', '😀', ' '), maxLength: 12 }),
        quoted: fc.boolean(),
        end: fc.constantFrom('\n', '\r\n', '\n\n', '\r\n\r\n'),
      }),
      { minLength: 1, maxLength: 12 },
    ),
    final: fc.boolean(),
  })
  .map(({ mark, lead, rows, final }) => {
    const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
    const records = rows.map(({ x, y, note, quoted, end }, i) => {
      const cell = quoted ? quote(String(x)) : String(x);
      return `${cell},${quote(note)},${y}${i === rows.length - 1 && !final ? '' : end}`;
    });
    const header = `x,"a ""note""\nof two lines",y\r\n`;
    return {
      text: `${mark ? '\ufeff' : ''}${lead.join('')}${header}${records.join('')}`,
      rows: rows.map(({ x, y }) => [x, y]),
    };
  });

const exclude = { exclude: ['a "note"\nof two lines'] };

describe('chunks', () => {
  it('of any size give the same rows', async () => {
    const property = fc.asyncProperty(
      samples,
      fc.integer({ min: 1, max: 120 }),
      async ({ text, rows }, size) => {
        const path = folder.write('any.csv', text);
        expect(await decodeFiles([path], size, 'y', exclude)).toEqual(rows);
      },
    );
    await fc.assert(property, { numRuns: 300, seed: 1 });
  });

  it('of several files follow each other, each file with its header', async () => {
    const property = fc.asyncProperty(
      fc.array(samples, { minLength: 2, maxLength: 3 }),
      fc.integer({ min: 1, max: 200 }),
      async (files, size) => {
        const paths = files.map(({ text }, i) => folder.write(`part-${i}.csv`, text));
        expect(await decodeFiles(paths, size, 'y', exclude)).toEqual(files.flatMap(({ rows }) => rows));
      },
    );
    await fc.assert(property, { numRuns: 60, seed: 2 });
  });

  it('are the bytes of the file, cut behind whole records and never empty', async () => {
    const property = fc.asyncProperty(samples, fc.integer({ min: 1, max: 120 }), async ({ text }, size) => {
      const path = folder.write('cut.csv', text);
      const { chunks } = await readChunks([path], size);
      const all = Buffer.concat(chunks.map(({ bytes }) => bytes));
      expect(all.equals(readFileSync(path))).toBe(true);
      expect(chunks.map(({ first }) => first)).toEqual(chunks.map((_, i) => i === 0));
      for (const { bytes } of chunks.slice(0, -1)) expect(lastBorder(bytes, bytes.length)).toBe(bytes.length);
      for (const { bytes } of chunks) expect(bytes.length).toBeGreaterThan(0);
    });
    await fc.assert(property, { numRuns: 150, seed: 3 });
  });

  it('may be smaller than a record, which is then read whole', async () => {
    const long = 'long '.repeat(20_000);
    const path = folder.write('long.csv', `x,note,y\n1,"${long}\n${long}",2\n3,short,4\n`);
    expect(await decodeFiles([path], 16, 'y', { exclude: ['note'] })).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  it('whose size is the file’s, or one byte off, end it all the same', async () => {
    const text = 'x,y\n1,2\n3,4\n';
    const path = folder.write('exact.csv', text);
    const sizes = [-1, 0, 1].map((off) => text.length + off);
    for (const size of [...sizes, 4, 8, 1]) {
      expect(await decodeFiles([path, path], size, 'y')).toEqual([
        [1, 2],
        [3, 4],
        [1, 2],
        [3, 4],
      ]);
    }
  });

  it('tell of a quote that is never closed instead of reading without end', async () => {
    const path = folder.write('open.csv', `x,y\n1,2\n"${'1,2\n'.repeat(mostRecordBytes / 3)}`);
    const { chunks } = await readChunks([path], mostRecordBytes / 2 + 100);
    expect(chunks.map(({ bytes }) => bytes.length)).toEqual([8, 0]);
    expect(chunks[1]?.fault).toMatchObject({ code: 'DATA_RECORD_TOO_LONG', line: 0, column: 1 });
    expect(chunks[1]?.fault?.text).toContain('a closing quote may be missing');
  });

  it('tell of an empty file by an empty first chunk', async () => {
    const { chunks } = await readChunks([folder.write('empty.csv', '')], 100);
    expect(chunks).toEqual([{ file: 0, first: true, bytes: new Uint8Array(0) }]);
  });
});

describe('an input file', () => {
  it('has a hash over the hashes of its 4 MiB ranges, however it is read', async () => {
    const range = 4 * 1024 * 1024;
    const bytes = Buffer.alloc(2 * range + 5, '1,2\n');
    const path = folder.write('large.csv', bytes);
    const outer = createHash('sha256');
    for (let from = 0; from < bytes.length; from += range)
      outer.update(
        createHash('sha256')
          .update(bytes.subarray(from, from + range))
          .digest(),
      );
    const expected = `sha256-4MiB:${outer.digest('hex')}`;
    for (const size of [1 << 20, 3_000_001]) {
      const { files } = await readChunks([path], size);
      expect(await Promise.all(files.map((file) => file.digest()))).toEqual([expected]);
      expect(files[0]?.bytesRead).toBe(bytes.length);
    }
  });

  it.each([
    ['missing.csv', 'MissingInputError', 'INPUT_MISSING'],
    ['.', 'MissingInputError', 'INPUT_IS_A_FOLDER'],
  ])('that is not there is told: %s', async (name, family, code) => {
    await expect(readChunks([folder.file(name)], 10)).rejects.toMatchObject({ name: family, code });
  });
});
