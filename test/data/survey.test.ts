/** Evidence of columns: the same wherever the file is cut, with the line of each text. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BatchFacts } from '#chainrule/data/decode-batch.js';
import { Evidence } from '#chainrule/data/evidence.js';
import { openSource } from '#chainrule/data/sources/open-source.js';
import { StreamSource } from '#chainrule/data/sources/stream-source.js';
import { survey } from '#chainrule/data/survey.js';
import { decodeSource } from '../support/decoding.js';
import { temporaryFolder } from '../support/folder.js';

const folder = temporaryFolder();

const cells = fc.array(
  fc.record({
    note: fc.string({ unit: fc.constantFrom('"', '\n', ',', 'a'), maxLength: 6 }),
    x: fc.constantFrom('1', '2.5', 'NA', '', 'two\nlines'),
    end: fc.constantFrom('\n', '\r\n', '\n\n'),
  }),
  { minLength: 1, maxLength: 10 },
);

const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;

describe('a survey', () => {
  it('finds each text with its line, and the rows before and after, for ranges of any size', async () => {
    const property = fc.asyncProperty(cells, fc.integer({ min: 5, max: 200 }), async (records, size) => {
      let text = 'note,x,y\n';
      const lines: number[] = [];
      for (const { note, x, end } of records) {
        text += `${quote(note)},`;
        lines.push(text.split('\n').length);
        text += `${/\n/.test(x) ? quote(x) : x},1${end}`;
      }
      const bad = records.flatMap(({ x }, row) => (/^[\d.]+$/.test(x) ? [] : [{ x, line: lines[row] }]));
      const source = await openSource(folder.write('d.csv', text), size);
      const { facts, batches } = await decodeSource(source, 'y', { exclude: ['note'] });
      const evidence = new Evidence([1, 2]);
      const before = facts.slice(0, -1);
      const failing = facts.at(-1);
      const [batch] = batches.slice(-1);
      if (failing?.fault !== undefined && batch !== undefined) {
        const linesBefore = sum(before, 'lines') + source.header.lines;
        survey({ batch, insideQuotes: failing.insideQuotes, linesBefore, fields: 3 }, evidence);
        expect(evidence.rows + sum(before, 'rows')).toBe(records.length);
      }
      await source.close();
      const [x, y] = evidence.columns;
      expect([x?.others, y?.others]).toEqual([bad.length, 0]);
      const firsts = new Map(bad.toReversed().map((each) => [each.x, each.line]));
      expect(new Map([...(x?.texts ?? [])].map(([each, { line }]) => [each, line]))).toEqual(firsts);
    });
    await fc.assert(property, { numRuns: 300, seed: 1 });
  });

  it('of a stream is one of the batch at hand', async () => {
    const chunks = (async function* () {
      yield Buffer.from('note,x,y\na,1,2\nb,no,3\nc,NA,4\n');
    })();
    const source = await StreamSource.over({ chunks }, 'pipe');
    const batch = await source.next();
    const evidence = new Evidence([1]);
    if (batch !== undefined) survey({ batch, insideQuotes: false, linesBefore: 1, fields: 3 }, evidence);
    expect([...(evidence.columns[0]?.texts.values() ?? [])]).toEqual([
      { text: 'no', count: 1, line: 3 },
      { text: 'NA', count: 1, line: 4 },
    ]);
  });

  it('leaves out a record that the limit of bytes cuts', async () => {
    const source = await openSource(folder.write('cut.csv', 'x,y\nno,1\n"yes\nor no",2\nNA,3\n'));
    const batch = await source.next();
    for (const [mostBytes, texts] of [
      [4, []],
      [12, ['no']],
      [14, ['no']],
      [27, ['no', 'yes\nor no']],
      [99, ['no', 'yes\nor no', 'NA']],
    ] as const) {
      const evidence = new Evidence([0]);
      if (batch !== undefined)
        survey({ batch, insideQuotes: false, linesBefore: 1, fields: 2, mostBytes }, evidence);
      expect([...(evidence.columns[0]?.texts.keys() ?? [])], `${mostBytes}`).toEqual(texts);
    }
    await source.close();
  });

  it('tells at most 100 texts apart, and counts all', () => {
    const evidence = new Evidence([0]);
    for (let row = 0; row < 150; row++) evidence.add([`t${row}`], row + 1);
    expect([evidence.columns[0]?.others, evidence.columns[0]?.texts.size]).toEqual([150, 100]);
  });
});

function sum(facts: readonly BatchFacts[], what: 'rows' | 'lines'): number {
  return facts.reduce((total, each) => total + each[what], 0);
}
