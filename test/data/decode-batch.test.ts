/** Batches: wherever a file is cut, from a file or a stream, the same rows, lines and errors come out. */
import { open } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mostRecordBytes } from '#chainrule/data/boundaries.js';
import type { BatchFacts } from '#chainrule/data/decode-batch.js';
import { openSource } from '#chainrule/data/sources/open-source.js';
import { StreamSource } from '#chainrule/data/sources/stream-source.js';
import { decodeFiles, decodeSource } from '../support/decoding.js';
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

async function* pieces(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  for (let from = 0; from < bytes.length; from += size) yield bytes.slice(from, from + size);
}

const linesOf = (text: string) => text.split('\n').length - 1;
const linesIn = (facts: readonly BatchFacts[]) => facts.reduce((sum, { lines }) => sum + lines, 0);

describe('batches', () => {
  it('of a file, ranges of any size, give the same rows and count every line feed behind the header once', async () => {
    const property = fc.asyncProperty(
      samples,
      fc.integer({ min: 1, max: 120 }),
      async ({ text, rows }, size) => {
        const source = await openSource(folder.write('any.csv', text), size);
        const decoded = await decodeSource(source, 'y', exclude);
        await source.close();
        expect(decoded.rows).toEqual(rows);
        expect(source.header.lines + linesIn(decoded.facts)).toBe(linesOf(text));
        expect(decoded.batches).toHaveLength(Math.ceil(Buffer.byteLength(text) / size));
      },
    );
    await fc.assert(property, { numRuns: 300, seed: 1 });
  });

  it('of a stream, whatever its pieces, give the same rows, and are its bytes', async () => {
    const property = fc.asyncProperty(
      samples,
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 1, max: 120 }),
      async ({ text, rows }, size, batch) => {
        const source = await StreamSource.over({ chunks: pieces(text, size) }, 'pipe', batch);
        const decoded = await decodeSource(source, 'y', exclude);
        expect(decoded.rows).toEqual(rows);
        expect(source.header.lines + linesIn(decoded.facts)).toBe(linesOf(text));
        expect((await source.identity()).bytes).toBe(Buffer.byteLength(text));
      },
    );
    await fc.assert(property, { numRuns: 300, seed: 2 });
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
    await fc.assert(property, { numRuns: 60, seed: 3 });
  });

  it('may be smaller than a record, which is then read whole', async () => {
    const long = 'long '.repeat(20_000);
    const path = folder.write('long.csv', `x,note,y\n1,"${long}\n${long}",2\n3,short,4\n`);
    expect(await decodeFiles([path], 1000, 'y', { exclude: ['note'] })).toEqual([
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

  it('guess right whether they begin inside quotes where cells are quoted as programs write them', async () => {
    const rows = Array.from({ length: 60 }, (_, i) => `"${i}.5","a, ""b""\nc","${i}"\n`);
    const path = folder.write('quoted.csv', `"x","note","y"\n${rows.join('')}`);
    let wrong = 0;
    for (const size of [50, 64, 111]) {
      const source = await openSource(path, size);
      const decoded = await decodeSource(source, 'y', { exclude: ['note'] });
      await source.close();
      expect(decoded.rows).toHaveLength(60);
      wrong += decoded.wrongGuesses / decoded.batches.length;
    }
    expect(wrong).toBeLessThan(0.2);
  });

  it('report a quote that is never closed, at its record, instead of reading on without end', async () => {
    const text = `x,y\n1,2\n\n"${'1,2\n'.repeat(mostRecordBytes / 3)}`;
    const path = folder.write('open.csv', text);
    const streamed = await StreamSource.over({ chunks: pieces(text, 1 << 20) }, 'pipe', 1 << 20);
    for (const source of [await openSource(path, 10), await openSource(path, 1 << 20), streamed]) {
      const { facts, rows } = await decodeSource(source, 'y');
      await source.close();
      const { fault } = facts.at(-1) ?? {};
      expect(rows.length).toBeLessThanOrEqual(1);
      expect(fault).toMatchObject({ code: 'DATA_RECORD_TOO_LONG', column: 1 });
      expect(source.header.lines + linesIn(facts.slice(0, -1)) + (fault?.line ?? 0)).toBe(3);
      expect(fault?.text).toContain('a closing quote may be missing');
    }
  });

  it('of a file that becomes shorter while it is read are an error', async () => {
    const path = folder.write('shrinks.csv', 'x,y\n1,2\n3,4\n');
    const source = await openSource(path, 6);
    const file = await open(path, 'r+');
    await file.truncate(8);
    await file.close();
    await expect(decodeSource(source, 'y')).rejects.toMatchObject({
      name: 'DataError',
      code: 'DATA_CHANGED',
    });
    await source.close();
  });
});
