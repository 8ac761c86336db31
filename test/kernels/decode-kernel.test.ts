/** Laws: the kernel decodes what the plain twin decodes, bit by bit, and a cell's value is that of `Number`. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  allocateBytes,
  type Decode,
  numberOf,
  numeral,
  wasmDecode,
} from '#chainrule/kernels/decode-kernel.js';
import { allocate, bytesAt, float64At } from '#chainrule/kernels/memory.js';
import { wasmScan } from '#chainrule/kernels/scan.js';
import { cellOf, numeralOf } from './cells.js';
import { memory, seeded } from './helpers.js';
import { plainDecode, plainScan } from './plain-decode.js';

const cells = 1_000_000;
const room = 64 * 1024;
const address = allocateBytes(memory, room);
const out = float64At(memory, allocate(memory, room * 8), room);
const plainOut = new Float64Array(room);

function bytesOf(text: string): Uint8Array {
  const encoded = new TextEncoder().encode(text);
  const bytes = bytesAt(memory, address, encoded.length);
  bytes.set(encoded);
  return bytes;
}

/** Decodes until the end or a record that is not plain, and compares what each decoder says and writes. */
function compare(text: string, fast: Decode, plain: Decode, maxRows: number) {
  const bytes = bytesOf(text);
  out.fill(7);
  plainOut.fill(7);
  const said = fast(bytes, 0, bytes.length, out, 0, maxRows);
  expect(said, JSON.stringify(text)).toEqual(plain(bytes, 0, bytes.length, plainOut, 0, maxRows));
  return said;
}

/** What the first `length` numbers written differ in. */
function differences(length: number): number[] {
  const found: number[] = [];
  for (let i = 0; i < length; i++) if (!Object.is(out[i], plainOut[i])) found.push(i);
  return found;
}

test(`the value of a cell is that of Number: ${cells} cells`, () => {
  const source = seeded(11);
  const columns = 10;
  const layout = { delimiter: 44, slots: Array.from({ length: columns }, (_, i) => i), width: columns };
  const decode = wasmDecode(memory, layout);
  const texts: string[] = [];
  for (let done = 0; done < cells; done += texts.length) {
    texts.length = 0;
    let text = '';
    while (texts.length < 1000) {
      for (let f = 0; f < columns; f++) {
        let cell = numeralOf(source);
        while (!numeral.test(cell) || numberOf(cell) === undefined) cell = numeralOf(source);
        texts.push(cell);
        text += cell + (f + 1 < columns ? ',' : '\n');
      }
    }
    const bytes = bytesOf(text);
    const said = decode(bytes, 0, bytes.length, out, 0, 1000);
    expect(said).toEqual({
      status: 'done',
      position: bytes.length,
      rows: 100,
      lineBreaks: 100,
      blankLines: 0,
    });
    for (const [i, cell] of texts.entries()) {
      if (!Object.is(out[i], Number(cell))) expect(out[i], cell).toBe(Number(cell));
    }
  }
});

test('numbers of every length, with every sign and every byte behind them, quoted or not', () => {
  const layout = { delimiter: 44, slots: [0, 1], width: 2 };
  const [fast, plain] = [wasmDecode(memory, layout), plainDecode(layout)];
  const all = '9876543210987654321';
  for (const sign of ['', '-', '+']) {
    for (let whole = 0; whole <= 18; whole++) {
      for (let decimals = -1; decimals <= 18; decimals++) {
        const digits = all.slice(0, whole) + (decimals < 0 ? '' : `.${all.slice(0, decimals)}`);
        for (const quote of ['', '"']) {
          const cell = `${quote}${sign}${digits}${quote}`;
          for (const behind of [',', '\n', '\r\n', '\r', '', ' ', 'e', '"', '.', '-', '7']) {
            for (const text of [`${cell}${behind}1\n`, `1,${cell}${behind}`]) {
              const said = compare(text, fast, plain, 5);
              expect(differences(said.rows * 2), JSON.stringify(text)).toEqual([]);
            }
          }
        }
      }
    }
  }
});

test('records of more fields than are noted at a time', () => {
  const fields = 500;
  const layout = { delimiter: 44, slots: Array.from({ length: fields }, (_, i) => i), width: fields };
  const text = Array.from({ length: 9 }, (_, row) =>
    Array.from({ length: fields }, (_, i) => `${i - 250}.${row}`).join(','),
  ).join('\n');
  const said = compare(text, wasmDecode(memory, layout), plainDecode(layout), 20);
  expect(said.rows).toBe(9);
  expect(differences(9 * fields)).toEqual([]);
});

test('records of every kind: the twin says the same', () => {
  const source = seeded(12);
  for (const [slots, width, delimiter] of [
    [[0], 1, ','],
    [[0, 1, 2], 3, ','],
    [[-1, 2, -1, 0], 4, ';'],
    [[1, -1, 0], 2, '\t'],
    [[-1, -1], 1, ','],
    [[0, 1], 2, ' '],
  ] as const) {
    const layout = { delimiter: delimiter.charCodeAt(0), slots, width };
    const [fast, plain] = [wasmDecode(memory, layout), plainDecode(layout)];
    for (let k = 0; k < 1000; k++) {
      let text = '';
      const records = source.below(6);
      const end = source.below(2) === 0 ? '\n' : '\r\n';
      for (let record = 0; record < records; record++) {
        const fields = source.below(30) === 0 ? source.below(5) : slots.length;
        const texts = Array.from({ length: fields }, (_, f) =>
          (slots[f] ?? 0) < 0 && source.below(2) === 0 ? 'any text, é' : cellOf(source, 30),
        );
        text += texts.map((cell) => (cell === 'any text, é' ? '"any text, é"' : cell)).join(delimiter);
        if (record + 1 < records || source.below(2) === 0) text += end;
        if (source.below(8) === 0) text += end;
      }
      const said = compare(text, fast, plain, source.below(4) === 0 ? source.below(4) : 100);
      expect(differences(said.rows * width), JSON.stringify(text)).toEqual([]);
    }
  }
});

test('any text at all: the twin says the same', () => {
  const layout = { delimiter: 44, slots: [0, -1], width: 1 };
  const [fast, plain] = [wasmDecode(memory, layout), plainDecode(layout)];
  const character = fc.constantFrom(...'0123456789.,,,+-eE"" \t\n\n\n\r'.split(''));
  fc.assert(
    fc.property(fc.string({ unit: character, maxLength: 40 }), (text) => {
      compare(text, fast, plain, 50);
    }),
    { seed: 13, numRuns: 10_000 },
  );
});

test('more cells for Number than there is room for, and one among them that overflows', () => {
  const layout = { delimiter: 44, slots: [0], width: 1 };
  const [fast, plain] = [wasmDecode(memory, layout), plainDecode(layout)];
  const text = '0.1234567890123456789012345\n'.repeat(2000);
  expect(compare(text, fast, plain, 5000).rows).toBe(2000);
  const late = `${'1e30\n'.repeat(9000)}\n1e999\n1\n`;
  const said = compare(late, fast, plain, 20_000);
  expect(said).toMatchObject({
    status: 'not-plain',
    position: 45_001,
    rows: 9000,
    lineBreaks: 9001,
    blankLines: 1,
  });
  expect(differences(9000)).toEqual([]);
});

test('the byte after the range is as it was, and no digit of it is read', () => {
  const layout = { delimiter: 44, slots: [0], width: 1 };
  const bytes = bytesOf('12345');
  const said = wasmDecode(memory, layout)(bytes, 0, 3, out, 0, 10);
  expect(said).toEqual({ status: 'done', position: 3, rows: 1, lineBreaks: 0, blankLines: 0 });
  expect(out[0]).toBe(123);
  expect(new TextDecoder().decode(bytes.slice())).toBe('12345');
});

test('nothing is written behind a range that ends with a line feed, and nothing of it is read', () => {
  const layout = { delimiter: 44, slots: [0, -1, 1], width: 2 };
  const [fast, plain] = [wasmDecode(memory, layout), plainDecode(layout)];
  for (const text of [
    '1,"a",2\n',
    '1,a,2\r\n',
    '1,a,\n',
    '1,"a\n',
    '1,a,"2\n',
    '1\n',
    '\n',
    '1,a,2e\n',
    '1,a\n',
  ]) {
    const bytes = bytesOf(`${text}3",4",5\n`);
    const said = fast(bytes, 0, text.length, out, 0, 10);
    expect(said, JSON.stringify(text)).toEqual(plain(bytes, 0, text.length, plainOut, 0, 10));
    expect(differences(said.rows * 2)).toEqual([]);
  }
});

test('views elsewhere are refused', () => {
  const decode = wasmDecode(memory, { delimiter: 44, slots: [0], width: 1 });
  expect(() => decode(new Uint8Array(10), 0, 10, out, 0, 1)).toThrow(TypeError);
  expect(() => decode(bytesOf('1'), 0, 1, new Float64Array(1), 0, 1)).toThrow(TypeError);
});

test('scan finds the last border outside quotes, the parity of quotes and all line feeds', () => {
  const source = seeded(14);
  const scan = wasmScan(memory);
  for (let k = 0; k < 5000; k++) {
    const rare = 1 + source.below(200);
    const bytes = bytesOf(
      Array.from({ length: source.below(300) }, () =>
        source.below(rare) === 0 ? '"' : source.below(rare) === 0 ? '\n' : 'a',
      ).join(''),
    );
    const from = source.below(bytes.length + 1);
    const end = from + source.below(bytes.length - from + 1);
    const inside = source.below(2) === 1;
    expect(scan(bytes, from, end, inside)).toEqual(plainScan(bytes, from, end, inside));
  }
});
