/** Files of other formats and encodings are named, with what to do; they are never read as CSV. */
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openSource } from '#chainrule/data/sources/open-source.js';
import { StreamSource } from '#chainrule/data/sources/stream-source.js';
import { temporaryFolder } from '../../support/folder.js';

const folder = temporaryFolder();
const csv = 'a,b,y\r\n1,2.5,4\r\n';
const latin1 = (text: string) => Buffer.from(text, 'latin1');
const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16();

const files: readonly (readonly [string, Uint8Array, RegExp])[] = [
  ['gzip', gzipSync(csv), /gzip; .*gzip -dc/],
  ['zstd', latin1('\x28\xb5\x2f\xfd\x04\x58'), /zstd; .*zstd -dc/],
  ['bzip2', latin1('BZh91AY&SY'), /bzip2/],
  ['xz', latin1('\xfd7zXZ\0\0\x04'), /xz; /],
  ['Parquet', latin1('PAR1\x15\x04'), /Parquet/],
  ['Arrow', latin1('ARROW1\0\0'), /Arrow/],
  ['Excel', latin1('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0'), /Excel workbook \(\.xls\)/],
  ['a zip', latin1('PK\x03\x04\x14\0'), /\.xlsx/],
  ['UTF-16 LE', Buffer.from(`\ufeff${csv}`, 'utf16le'), /UTF-16; .*iconv -f UTF-16 /],
  ['UTF-16 BE', utf16be(`\ufeff${csv}`), /UTF-16; /],
  ['UTF-16 LE without a mark', Buffer.from(csv, 'utf16le'), /UTF-16 \(LE, .*iconv -f UTF-16LE /],
  ['UTF-16 BE without a mark', utf16be(csv), /UTF-16 \(BE, .*iconv -f UTF-16BE /],
  ['UTF-32', latin1('\xff\xfe\0\0a\0\0\0,\0\0\0'), /UTF-32/],
  ['NUL in text', latin1('a,b\0,y\n1,2,3\n'), /NUL/],
];

describe('a file that is not CSV in UTF-8 is refused by its first bytes', () => {
  it.each(files)('%s', async (_, bytes, message) => {
    const refusal = expect.objectContaining({
      code: 'DATA_OTHER_FORMAT',
      exitStatus: 65,
      message: expect.stringMatching(message),
    });
    await expect(openSource(folder.write('d.csv', bytes))).rejects.toEqual(refusal);
    const chunks = (async function* () {
      yield bytes;
    })();
    await expect(StreamSource.over({ chunks }, 'pipe')).rejects.toEqual(refusal);
  });

  it('other beginnings are CSV', async () => {
    for (const header of ['PK,y', 'BZh,y', 'PAR,y', '\ufeffa,y', 'ÿþ,y']) {
      const source = await openSource(folder.write('d.csv', `${header}\n1,2\n`));
      expect(source.header.fields).toHaveLength(2);
      await source.close();
    }
  });
});
