import { expect, test } from 'vitest';
import { alignColumns } from '#chainrule/text/align.js';

test('columns are as wide as what a terminal shows', () => {
  const rows = [
    ['e\u0301', 'x'],
    ['日本', 'x'],
    ['abcd', 'x'],
  ];
  expect(alignColumns(rows, { right: new Set() })).toEqual(['e\u0301     x', '日本  x', 'abcd  x']);
});

test('numbers end at the same position, and rows may be short', () => {
  const rows = [['a', '1'], ['b', '10', 'x'], ['more']];
  expect(alignColumns(rows, { right: new Set([1]), gap: ' ' })).toEqual(['a     1', 'b    10 x', 'more']);
});

test('cells cannot break the table or command the terminal', () => {
  expect(
    alignColumns(
      [
        ['a\nb\u001b[2J', '1'],
        ['c', '2'],
      ],
      { right: new Set() },
    ),
  ).toEqual(['a\\x0ab\\x1b[2J  1', 'c              2']);
});

test('a table wider than the terminal is folded, with the same columns in each row', () => {
  const rows = [
    ['name', 'value', 'rule'],
    ['w[bmi]', '1', 'a rule'],
    ['b', '-20', ''],
  ];
  const right = new Set([1]);
  expect(alignColumns(rows, { right, terminal: 21 })).toEqual([
    'name    value  rule',
    'w[bmi]      1  a rule',
    'b         -20',
  ]);
  expect(alignColumns(rows, { right, terminal: 20 })).toEqual([
    'name    value',
    '      rule',
    'w[bmi]      1',
    '      a rule',
    'b         -20',
  ]);
  expect(alignColumns(rows, { right, terminal: 3 })).toEqual([
    ...['name', '      value', '      rule'],
    ...['w[bmi]', '          1', '      a rule'],
    ...['b', '        -20'],
  ]);
});
