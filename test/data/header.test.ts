/** The header: the first record that is not empty, and where it and the rows begin. */
import { describe, expect, it } from 'vitest';
import { headerStart, readHeader } from '#chainrule/data/header.js';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('the header', () => {
  it.each([
    ['a,b\n1,2\n', { fields: ['a', 'b'], length: 4, lines: 1, line: 1 }],
    ['\n\r\n\na,b\r\n1,2\n', { fields: ['a', 'b'], length: 9, lines: 4, line: 4 }],
    ['"a\nb",c\n', { fields: ['a\nb', 'c'], length: 8, lines: 2, line: 1 }],
    ['\n"a\nb",c', { fields: ['a\nb', 'c'], length: 8, lines: 2, line: 2 }],
  ])('of %j', (text, header) => {
    expect(readHeader(bytes(text), 'f.csv')).toEqual(header);
    // A byte order mark is no part of a name.
    expect(readHeader(bytes(`\ufeff${text}`), 'f.csv')).toEqual({ ...header, length: header.length + 3 });
  });

  it('begins behind empty lines, a carriage return alone being none', () => {
    expect(headerStart(bytes('\r\n\na'))).toEqual({ start: 3, lines: 2 });
    expect(headerStart(bytes('\ra'))).toEqual({ start: 0, lines: 0 });
  });

  it('has to be there', () => {
    for (const text of ['', '\n\r\n', '\ufeff']) {
      expect(() => readHeader(bytes(text), 'f.csv')).toThrow(expect.objectContaining({ code: 'DATA_EMPTY' }));
    }
  });
});
