/** The header: the first record that is not empty, and where it and the rows begin. */
import { describe, expect, it } from 'vitest';
import { mostRecordBytes } from '#chainrule/data/boundaries.js';
import { headerIn } from '#chainrule/data/header.js';
import { defined } from '#chainrule/errors.js';

const bytes = (text: string) => new TextEncoder().encode(text);
const readHeader = (all: Uint8Array, file: string) =>
  defined(headerIn(all, true, file, mostRecordBytes), 'header');

describe('the header', () => {
  it.each([
    ['a,b\n1,2\n', { fields: ['a', 'b'], length: 4, lines: 1, line: 1 }],
    ['\n\r\n\na,b\r\n1,2\n', { fields: ['a', 'b'], length: 9, lines: 4, line: 4 }],
    ['"a\nb",c\n', { fields: ['a\nb', 'c'], length: 8, lines: 2, line: 1 }],
    ['\ra,b\n', { fields: ['\ra', 'b'], length: 5, lines: 1, line: 1 }],
    ['\n"a\nb",c', { fields: ['a\nb', 'c'], length: 8, lines: 2, line: 2 }],
  ])('of %j', (text, header) => {
    expect(readHeader(bytes(text), 'f.csv')).toEqual(header);
    // A byte order mark is no part of a name.
    expect(readHeader(bytes(`\ufeff${text}`), 'f.csv')).toEqual({ ...header, length: header.length + 3 });
  });

  it('asks for more bytes until it is there whole', () => {
    const text = '\ufeff\r\n\n"a\nb",c\n1,2\n';
    const whole = bytes(text);
    const header = readHeader(whole, 'f.csv');
    for (let length = 0; length < header.length; length++)
      expect(headerIn(whole.subarray(0, length), false, 'f.csv', mostRecordBytes)).toBeUndefined();
    expect(headerIn(whole.subarray(0, header.length), false, 'f.csv', mostRecordBytes)).toEqual(header);
  });

  it('has to be there', () => {
    for (const text of ['', '\n\r\n', '\ufeff']) {
      expect(() => readHeader(bytes(text), 'f.csv')).toThrow(expect.objectContaining({ code: 'DATA_EMPTY' }));
    }
  });
});
