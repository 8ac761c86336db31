/** Places of cells: line and column from 1, columns in code points, at the cell's first character. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeOf } from '#chainrule/data/place.js';

const cell = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', ' ', 'é', '😀', '1'), maxLength: 4 }),
  fc
    .string({ unit: fc.constantFrom('a', '\n', '\r\n', ',', '""', '😀'), maxLength: 5 })
    .map((text) => `"${text}"`),
);

describe('the place of a cell', () => {
  it('is that of its first character, whatever stands before it', () => {
    const records = fc.array(
      fc.record({
        cells: fc.array(cell, { minLength: 2, maxLength: 4 }),
        end: fc.constantFrom('\n', '\r\n', '\n\n', '\r\n\n'),
      }),
      { minLength: 1, maxLength: 6 },
    );
    const property = fc.property(records, fc.boolean(), (table, final) => {
      let text = '';
      const places: { record: number; field: number; line: number; column: number }[] = [];
      for (const [record, { cells, end }] of table.entries()) {
        for (const [field, each] of cells.entries()) {
          const lines = text.split('\n');
          places.push({
            record,
            field,
            line: lines.length - 1,
            column: [...(lines.at(-1) ?? '')].length + 1,
          });
          text += each + (field < cells.length - 1 ? ',' : '');
        }
        if (final || record < table.length - 1) text += end;
      }
      const bytes = new TextEncoder().encode(text);
      for (const { record, field, ...place } of places) expect(placeOf(bytes, record, field)).toEqual(place);
    });
    fc.assert(property, { numRuns: 500, seed: 1 });
  });
});
