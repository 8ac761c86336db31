/** UTF-8: the first invalid byte, wherever it is, and its position. */
import { writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FeatureChoice } from '#chainrule/data/columns.js';
import { firstInvalidByte } from '#chainrule/data/encoding.js';
import { openSource } from '#chainrule/data/sources/open-source.js';
import { decodeSource } from '../support/decoding.js';
import { temporaryFolder } from '../support/folder.js';

const folder = temporaryFolder();

/** The reference: the longest prefix that Node's decoder, told that more may follow, does not refuse. */
function byDecoder(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

describe('the first invalid byte', () => {
  it('ends the longest valid prefix', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 4 }).map((text) => Buffer.from(text)),
      fc.uint8Array({ maxLength: 3 }),
    );
    const property = fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
      const bytes = Buffer.concat(pieces);
      const at = firstInvalidByte(bytes);
      expect(byDecoder(bytes)).toBe(at < 0);
      if (at < 0) return;
      expect(byDecoder(bytes.subarray(0, at))).toBe(true);
      // The character at this byte is valid with no number of bytes that follow.
      for (let length = 1; length <= 4; length++)
        expect(at + length <= bytes.length && byDecoder(bytes.subarray(at, at + length))).toBe(false);
    });
    fc.assert(property, { numRuns: 2000, seed: 1 });
  });
});

/** `\xe9` alone is é in Latin-1. */
const latin1 = (text: string) => Buffer.from(text, 'latin1');

async function refusal(bytes: Uint8Array, size: number, choice: FeatureChoice = { exclude: ['note'] }) {
  writeFileSync(folder.file('d.csv'), bytes);
  const source = await openSource(folder.file('d.csv'), size);
  const { rows, facts } = await decodeSource(source, 'y', choice);
  await source.close();
  const fault = facts.at(-1)?.fault;
  return { rows, fault };
}

describe('bytes that are not UTF-8', () => {
  it('in the header are refused with line and column', async () => {
    const file = folder.write('h.csv', latin1('\r\na,temp\xe9rature,y\n1,2,3\n'));
    await expect(openSource(file)).rejects.toMatchObject({
      code: 'DATA_NOT_UTF8',
      message: expect.stringMatching(/h\.csv:2:7: the byte 0xE9 is not valid UTF-8 .*"é".*iconv/),
    });
  });

  it.each([64, 1 << 20])(
    'in any cell are refused, rows before them counted, in ranges of %i bytes',
    async (size) => {
      const text = `note,a,y\n${'x,1,2\n'.repeat(20)}"a\nb",3,4\n"two\nli\xe9",5,6\nx,no number,7\n`;
      const { fault } = await refusal(latin1(text), size);
      expect(fault).toMatchObject({ code: 'DATA_NOT_UTF8', column: 3 });
    },
  );

  it('are reported after an earlier fault, and before a later one', async () => {
    const earlier = await refusal(latin1('note,a,y\nx,1,2\nx,one,2\n\xe9,3,4\n'), 1 << 20);
    expect(earlier.fault).toMatchObject({ code: 'DATA_NOT_A_NUMBER', line: 1, column: 3 });
    const later = await refusal(latin1('note,a,y\nx,1,2\n\xe9,3,4\nx,one,2\n'), 1 << 20);
    expect(later.fault).toMatchObject({ code: 'DATA_NOT_UTF8', line: 1, column: 1 });
  });

  it('in a column that is not read are refused, though nothing else is wrong', async () => {
    const { rows, fault } = await refusal(latin1('note,a,y\nx,1,2\ncaf\xe9,3,4\n'), 1 << 20);
    expect([rows, fault]).toEqual([
      [],
      expect.objectContaining({ code: 'DATA_NOT_UTF8', line: 1, column: 4 }),
    ]);
  });

  it('in a column that is read are named as such', async () => {
    const { fault } = await refusal(latin1('a,y\n1,2\n3\xe9,4\nx,5\n'), 1 << 20, {});
    expect(fault).toMatchObject({ code: 'DATA_NOT_UTF8', line: 1, column: 2 });
  });

  it('are not mistaken for characters that two ranges share', async () => {
    const text = `note,a,y\n${'é😀日,1,2\n'.repeat(50)}`;
    for (let size = 20; size < 40; size++) {
      const { fault } = await refusal(Buffer.from(text), size);
      expect(fault, `${size}`).toBeUndefined();
    }
  });
});
