/** All columns that cannot be features are reported at once, with a line for the config that works as it is. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { chooseColumns, type FeatureChoice } from '#chainrule/data/columns.js';
import { Evidence } from '#chainrule/data/evidence.js';
import { notNumericLines } from '#chainrule/data/not-numeric.js';

function linesFor(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  choice: FeatureChoice = {},
  before = 0,
): string[] {
  const columns = chooseColumns('d.csv:1', header, 'y', choice);
  const evidence = new Evidence([...columns.slots.keys()].filter((field) => columns.slots[field]! >= 0));
  for (const [row, record] of rows.entries()) evidence.add(record, row + 2);
  return notNumericLines(evidence, before, columns, choice);
}

const pasted = (lines: readonly string[]) =>
  lines.flatMap((line) => {
    const at = line.indexOf('features: ');
    return at < 0 ? [] : [parse(line.slice(at)).features];
  });

describe('columns that are not numbers', () => {
  it('are listed with what they hold, and the line that excludes them', () => {
    const rows = Array.from({ length: 8 }, (_, i) => [
      `${i}`,
      i % 2 ? 'Good' : 'Bad',
      i % 3 ? 'Yes' : 'No',
      '1',
    ]);
    expect(linesFor(['price', 'ShelveLoc', 'US', 'y'], rows)).toEqual([
      'cells that are not numbers in the first 8 rows, in 2 of 4 columns:',
      '  "ShelveLoc": all 8 cells, such as "Bad", "Good"',
      '  "US": all 8 cells, such as "Yes", "No"',
      'to train without the columns of text, write in the config: features: {exclude: [ShelveLoc, US]}',
    ]);
  });

  it('are told from columns of numbers with a few other cells', () => {
    const rows = [
      ['1', 'a', '1'],
      ['NA', 'b', '2'],
      ['3', 'c', '3'],
    ];
    expect(linesFor(['x', 'name', 'y'], rows, {}, 1000)).toEqual([
      'cells that are not numbers in the first 1,003 rows, in 2 of 3 columns:',
      '  "x": 1 cell, such as "NA" in line 3',
      '  "name": 3 cells, such as "a" in line 2, "b" in line 3, "c" in line 4',
      'correct these cells, or train without their columns: no feature would be left; at least one column of numbers is required',
    ]);
    expect(
      pasted(
        linesFor(
          ['x', 'name', 'z', 'y'],
          rows.map((row) => [...row, '1']),
        ),
      ),
    ).toEqual([{ exclude: ['name'] }, { exclude: ['x', 'name'] }]);
  });

  it('of numbers in another notation are to be corrected, not called text', () => {
    const rows = [
      ['1', '10,000', '1'],
      ['2', '66,040,229', '2'],
      ['3', '\u22125', '3'],
    ];
    expect(linesFor(['x', 'people', 'y'], rows).at(-1)).toBe(
      'correct these cells, or train without their columns: features: {exclude: [people]}',
    );
  });

  it('need no list where there is one cell', () => {
    expect(
      linesFor(
        ['x', 'y'],
        [
          ['1', '1'],
          ['one', '2'],
        ],
      ),
    ).toEqual([]);
  });

  it('may include the target, which cannot be excluded', () => {
    const lines = linesFor(
      ['x', 'name', 'y'],
      [
        ['1', 'a', 'NA'],
        ['2', 'b', 'NA'],
      ],
    );
    expect(lines).toContain('  "y", the target: all 2 cells, such as "NA" in line 2');
    expect(lines).toContain('correct the cells of the target "y", or remove their rows');
    expect(pasted(lines)).toEqual([{ exclude: ['name'] }]);
  });

  it('are excluded besides those that are already, or left out of the list of features', () => {
    const rows = [
      ['id1', '1', 'a', '1'],
      ['id2', '2', 'b', '2'],
    ];
    expect(pasted(linesFor(['id', 'x', 'name', 'y'], rows, { exclude: ['id'] }))).toEqual([
      { exclude: ['id', 'name'] },
    ]);
    expect(pasted(linesFor(['id', 'x', 'name', 'y'], rows, { include: ['x', 'name'] }))).toEqual([['x']]);
  });

  it('with any names give a line that YAML reads as these names', () => {
    const name = fc
      .oneof(
        fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }),
        fc.constantFrom(
          'no',
          'null',
          '~',
          '1',
          '1e3',
          '- a',
          'a: b',
          'a #b',
          '[x',
          '"',
          'US',
          'ünï',
          '0x1',
          '.',
        ),
      )
      .map((text) => text.replace(/\r/g, '').trim())
      .filter((text) => text !== '' && !['y', 'x'].includes(text));
    const property = fc.property(fc.uniqueArray(name, { minLength: 2, maxLength: 5 }), (names) => {
      const record = [...names.map(() => 'text'), '1', '1'];
      const lines = linesFor([...names, 'x', 'y'], [record]);
      expect(pasted(lines)).toEqual([{ exclude: names }]);
      for (const line of lines) expect(line).not.toMatch(/\p{Cc}/u);
    });
    fc.assert(property, { numRuns: 300, seed: 1 });
  });

  it('are too many for one line: the features are listed instead, or the list is left to the reader', () => {
    const names = Array.from({ length: 400 }, (_, i) => `column ${i}`);
    const lines = linesFor([...names, 'x', 'y'], [[...names, '1', '2']]);
    expect(lines).toContain('  … and 380 more columns');
    expect(pasted(lines)).toEqual([['x']]);
    const long = linesFor(
      ['n'.repeat(3000), 'x'.repeat(3000), 'y'],
      [
        ['a', '1', '1'],
        ['b', '1', '1'],
      ],
    );
    expect(Math.max(...long.map((line) => line.length))).toBeLessThan(200);
  });
});
