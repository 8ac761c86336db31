/** Sources: headers, hashes and what cannot be opened. */
import { createHash } from 'node:crypto';
import { appendFile, copyFile, rename, rm, truncate, utimes } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { mostRecordBytes } from '#chainrule/data/boundaries.js';
import { inspectFiles, openSource } from '#chainrule/data/sources/open-source.js';
import { StreamSource } from '#chainrule/data/sources/stream-source.js';
import { decodeSource } from '../../support/decoding.js';
import { temporaryFolder } from '../../support/folder.js';

const folder = temporaryFolder();
const range = 4 * 1024 * 1024;

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

describe('a source', () => {
  it('has a hash over the hashes of its 4 MiB ranges, whether a file or a stream', async () => {
    const bytes = Buffer.from(`x,n,y\n${'1,"not a number",2\n'.repeat(450_000)}`);
    const path = folder.write('large.csv', bytes);
    const outer = createHash('sha256');
    for (let from = 0; from < bytes.length; from += range)
      outer.update(
        createHash('sha256')
          .update(bytes.subarray(from, from + range))
          .digest(),
      );
    const expected = { bytes: bytes.length, hash: `sha256-4MiB:${outer.digest('hex')}` };
    for (const source of [
      await openSource(path),
      await StreamSource.over({ chunks: pieces(bytes, 70_001) }, 'pipe'),
    ]) {
      const { facts } = await decodeSource(source, 'y', { exclude: ['n'] });
      const hashes = facts.flatMap(({ hash }) => hash ?? []);
      expect(await source.identity(hashes)).toEqual(expected);
      await source.close();
    }
  });

  it('reads a header of any length up to the limit, and no further', async () => {
    const names = Array.from({ length: 30_000 }, (_, i) => `column ${i}`);
    const text = `${names.join(',')}\n`;
    const source = await openSource(folder.write('wide.csv', text));
    expect(source.header).toMatchObject({ fields: names, length: text.length, lines: 1, line: 1 });
    await source.close();
    const endless = folder.write('endless.csv', `\n"${'x'.repeat(mostRecordBytes + range)}`);
    await expect(openSource(endless)).rejects.toThrow(`${endless}:2:1: a record longer than 16 MiB`);
  });

  it.each([
    ['grows', (path: string) => appendFile(path, '5,6\n'), 'it grew from 12 to 16 bytes'],
    ['is written anew', (path: string) => utimes(path, new Date(), new Date(1e9)), 'it was written to'],
    ['is removed', (path: string) => rm(path), 'it was removed'],
    [
      'is replaced',
      async (path: string) => {
        await rename(path, `${path}.old`);
        await copyFile(`${path}.old`, path);
      },
      'another file has its name now',
    ],
  ])('that %s while it is read is an error at its end', async (_, change, how) => {
    const path = folder.write('changes.csv', 'x,y\n1,2\n3,4\n');
    const source = await openSource(path);
    await change(path);
    const { facts } = await decodeSource(source, 'y');
    const hashes = facts.flatMap(({ hash }) => hash ?? []);
    const error = { name: 'DataError', code: 'DATA_CHANGED', message: expect.stringContaining(how) };
    await expect(source.identity(hashes)).rejects.toMatchObject(error);
    await expect(source.checkUnchanged()).rejects.toMatchObject(error);
    await source.close();
  });

  it('that is cut at the end of a record, after it was read, is an error with both sizes', async () => {
    const path = folder.write('cut.csv', 'x,y\n1,2\n3,4\n');
    const source = await openSource(path);
    await truncate(path, 8);
    await expect(source.identity([])).rejects.toThrow(
      `${path}: the file changed while it was read: it shrank from 12 to 8`,
    );
    await source.close();
  });

  it.each([
    ['missing.csv', 'MissingInputError', 'INPUT_MISSING'],
    ['.', 'MissingInputError', 'INPUT_IS_A_FOLDER'],
  ])('that is not there is an error: %s', async (name, family, code) => {
    const path = folder.file(name);
    await expect(openSource(path)).rejects.toMatchObject({ name: family, code });
    await expect(inspectFiles([path])).rejects.toMatchObject({ name: family, code });
  });

  it('is refused without a byte, before anything is decoded', async () => {
    await expect(openSource(folder.write('empty.csv', ''))).rejects.toMatchObject({ code: 'DATA_EMPTY' });
  });
});
