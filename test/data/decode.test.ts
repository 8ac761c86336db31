/** Decoding: rows with features first and the outcome last, and the first fault with its place. */
import { describe, expect, it } from 'vitest';
import { mostRecordBytes } from '#chainrule/data/boundaries.js';
import { chooseColumns, type FeatureChoice } from '#chainrule/data/columns.js';
import { decodeChunk, mostRows, parseRecord } from '#chainrule/data/decode.js';
import { headerIn } from '#chainrule/data/header.js';
import { defined } from '#chainrule/errors.js';
import type { Decode } from '#chainrule/kernels/decode-kernel.js';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const readHeader = (bytes: Uint8Array, file: string) =>
  defined(headerIn(bytes, true, file, mostRecordBytes), 'header');

function decode(header: string, records: string, choice: FeatureChoice = {}) {
  const layout = chooseColumns('file', header.split(','), 'y', choice);
  const bytes = bytesOf(records);
  const out = new Float64Array(
    mostRows(bytes.length, bytes.filter((byte) => byte === 0x0a).length, layout) * layout.width,
  );
  const decoded = decodeChunk(bytes, layout, out);
  return { ...decoded, values: [...out.subarray(0, decoded.rows * layout.width)] };
}

describe('decoding', () => {
  it('puts features first, in the order of the header, and the outcome last', () => {
    expect(decode('y,b,note,a', '1,2,x,3\n4,5,,6\n', { exclude: ['note'] })).toMatchObject({
      rows: 2,
      lines: 2,
      values: [2, 3, 1, 5, 6, 4],
    });
  });

  it('has room for the densest records there can be', () => {
    expect(decode('a,y', '1,2\n3,4\n5,6').rows).toBe(3);
    expect(decode('n,a,m,y', ',1,,2\n,3,,4', { include: ['a'] }).rows).toBe(2);
  });

  it('finds the line of a fault behind records that the fast way took', () => {
    const layout = chooseColumns('file', ['a', 'y'], 'y');
    const bytes = bytesOf('1,2\n\n3,4\n5,x\n7,8\n');
    const taken = '1,2\n\n3,4\n'.length;
    const fast: Decode = (_, from, __, out, row) => {
      expect([from, row]).toEqual([0, 0]);
      out.set([1, 2, 3, 4]);
      return { status: 'not-plain', position: taken, rows: 2, lineBreaks: 3, blankLines: 1 };
    };
    const decoded = decodeChunk(bytes, layout, new Float64Array(20), fast);
    expect(decoded).toMatchObject({ rows: 2, fault: { line: 3, column: 3, code: 'DATA_NOT_A_NUMBER' } });
  });

  it('counts the most rows there can be: by line breaks, and by bytes', () => {
    const layout = chooseColumns('file', ['n', 'a', 'y'], 'y', { include: ['a'] });
    expect([0, 1, 9].map((lines) => mostRows(1000, lines, layout))).toEqual([1, 2, 10]);
    // A field left out and two numbers, each with what ends it, take 5 bytes, the last one 4.
    expect([4, 5, 9, 10].map((bytes) => mostRows(bytes, 100, layout))).toEqual([1, 2, 2, 3]);
  });

  it('quotes at most 60 characters of a cell', () => {
    const told = (length: number) => decode('a,y', `${'x'.repeat(length)},1\n`).fault?.text;
    expect(told(60)).toContain(`"${'x'.repeat(60)}"`);
    expect(told(61)).toContain(`"${'x'.repeat(60)}…"`);
  });

  it('counts all line breaks, those in quotes and in empty lines too', () => {
    expect(decode('a,n,y', '\n1,"\n\n",2\r\n\n', { exclude: ['n'] })).toMatchObject({ rows: 1, lines: 5 });
  });

  it.each([
    ['a cell that is not a number', 'a,y', '1,2\n3,abc\n', 1, 3, 'DATA_NOT_A_NUMBER'],
    ['the first of several', 'a,y', '1,2\nx,y\n1,z\n', 1, 1, 'DATA_NOT_A_NUMBER'],
    ['a quoted cell, at its quote', 'a,y', '1,2\n1,"1,5"\n', 1, 3, 'DATA_NOT_A_NUMBER'],
    ['an empty cell at the end of a line', 'a,y', '1,2\n1,\n', 1, 3, 'DATA_NOT_A_NUMBER'],
    ['an empty cell at the end of the file', 'a,y', '1,2\n1,', 1, 3, 'DATA_NOT_A_NUMBER'],
    ['an empty first cell', 'a,y', '1,2\r\n,1\r\n', 1, 1, 'DATA_NOT_A_NUMBER'],
    ['a cell behind one with line breaks', 'n,a,y', '"\n\n",1,2\n"\nü😀",x,1\n', 4, 5, 'DATA_NOT_A_NUMBER'],
    ['a record behind empty lines', 'a,y', '\n\r\n1,2\n\n1,x\n', 4, 3, 'DATA_NOT_A_NUMBER'],
    ['too few fields', 'a,y', '1,2\n3\n', 1, 1, 'DATA_RAGGED'],
    ['too many fields', 'a,y', '1,2\n3,4,5\n', 1, 1, 'DATA_RAGGED'],
    ['blanks alone on a line', 'a,y', '1,2\n  \n', 1, 1, 'DATA_RAGGED'],
    ['a quote inside a field', 'a,y', '1,2\n3,4"5\n', 1, 3, 'DATA_QUOTES'],
    ['text behind a closing quote', 'a,y', '1,2\n3,"4"5\n', 1, 3, 'DATA_QUOTES'],
    ['a quote that is never closed', 'a,y', '1,2\n3,"4\n5,6\n', 1, 3, 'DATA_QUOTES'],
    ['bad quotes behind a bad number', 'a,y', '1,2\n3,x\n3,4"5\n', 1, 3, 'DATA_NOT_A_NUMBER'],
    ['bad quotes before a bad number', 'a,y', '1,2\n3,4"5\n3,x\n', 1, 3, 'DATA_QUOTES'],
  ])('tells the place of %s', (_, header, records, line, column, code) => {
    const { fault, rows } = decode(header, records, header.startsWith('n') ? { exclude: ['n'] } : {});
    expect(fault).toMatchObject({ line, column, code });
    expect(rows).toBe(1);
  });

  it('says which column and field, the text, and the rule', () => {
    const { fault } = decode('n,bmi,y', 'a,0x10,2\n', { exclude: ['n'] });
    expect(fault?.text).toMatch(/column "bmi" \(field 2\): "0x10" is not a number: .*digits/);
  });

  it.each([
    ['1, "2"\n', /blank before the opening quote.*remove/],
    ['1,"2" \n', /blank after the closing quote.*remove/],
    ['1,"2"x\n', /text after a closing quote/],
    ['\u001a', /1 field.*Ctrl-Z \(U\+001A\)/],
    ['1;2\n', /1 field, .*it is "1;2"/],
    ['1,\u22122\n', /"\u22122" is not a number: it has a minus sign/],
  ])('says what is wrong with %j', (records, text) => {
    expect(decode('a,y', records).fault?.text).toMatch(text);
  });

  it('shortens a long text', () => {
    expect(decode('a,y', `${'x'.repeat(100_000)},2\n`).fault?.text.length).toBeLessThan(300);
  });

  it('leaves unread columns unread: any text may stand there', () => {
    expect(decode('n,a,y', 'abc,1,2\n', { exclude: ['n'] }).values).toEqual([1, 2]);
  });
});

describe('the header', () => {
  it.each([
    ['a byte order mark', '\ufeffa,y\n1,2\n', ['a', 'y'], 1],
    ['empty lines before it', '\n\r\na,y\n1,2\n', ['a', 'y'], 3],
    ['a byte order mark and empty lines', '\ufeff\r\na,y\r\n1,2\n', ['a', 'y'], 2],
    ['quotes, a comma and a line break', '"a, b","c\n""d""",y\n1,2,3\n', ['a, b', 'c\n"d"', 'y'], 2],
    ['no line break at the end', 'a,y', ['a', 'y'], 0],
  ])('is read with %s', (_, text, fields, lines) => {
    const bytes = bytesOf(text);
    const header = readHeader(bytes, 'file');
    expect(header).toMatchObject({ fields, lines });
    expect(new TextDecoder().decode(bytes.subarray(header.length))).toMatch(/^(1,2(,3)?\n)?$/);
  });

  it.each(['', '\ufeff', '\n\n', '\r\n'])('is missed in %j', (text) => {
    expect(() => readHeader(bytesOf(text), 'f.csv')).toThrow(
      expect.objectContaining({ code: 'DATA_EMPTY', message: expect.stringContaining('f.csv') }),
    );
  });

  it('with bad quotes is told with its place in the file', () => {
    expect(() => readHeader(bytesOf('\n\na,b"c\n'), 'f.csv')).toThrow(/^f\.csv:3:3: a quote inside/);
  });

  it('is one record', () => {
    expect(parseRecord(bytesOf('a,"b\nc"\n'), { file: 'f', linesBefore: 0 })).toEqual(['a', 'b\nc']);
  });
});
