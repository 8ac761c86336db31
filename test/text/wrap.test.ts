import fc from 'fast-check';
import { expect, test } from 'vitest';
import { widthOf } from '#chainrule/text/width.js';
import { wrapParts, wrapText } from '#chainrule/text/wrap.js';

test('lines fit, later ones are indented, and a long word stays whole', () => {
  expect(wrapText('one two three', 7, '  ')).toEqual(['one two', '  three']);
  expect(wrapText('extraordinary it is', 5)).toEqual(['extraordinary', 'it is']);
  expect(wrapText('as it  is', 80)).toEqual(['as it  is']);
  expect(wrapParts(['J 1', 'RMSE 2', 'MAE 3'], 12, { gap: '   ', indent: '' })).toEqual([
    'J 1   RMSE 2',
    'MAE 3',
  ]);
});

test('no word is lost, and only a single word is wider than the terminal', () => {
  const words = fc.array(fc.string({ unit: fc.constantFrom('a', '日', 'é'), minLength: 1, maxLength: 9 }), {
    minLength: 1,
  });
  fc.assert(
    fc.property(words, fc.integer({ min: 1, max: 30 }), (list, columns) => {
      const lines = wrapText(list.join(' '), columns);
      expect(lines.join(' ')).toBe(list.join(' '));
      for (const line of lines) expect(widthOf(line) <= columns || !line.includes(' ')).toBe(true);
    }),
    { seed: 1 },
  );
});
