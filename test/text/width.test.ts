import { expect, test } from 'vitest';
import { cutToWidth, widthOf } from '#chainrule/text/width.js';

test('wide characters take two columns, combining marks none', () => {
  expect(['abc', 'e\u0301', '日本', '한글', '😀', 'ａ', '∂J/∂ŷ', '█░→', ''].map(widthOf)).toEqual([
    3, 1, 4, 4, 2, 2, 5, 3, 0,
  ]);
});

test('text is cut so that it fits with its …', () => {
  expect([6, 5, 4, 3, 2, 1, 0].map((columns) => cutToWidth('日本語', columns))).toEqual([
    '日本語',
    '日本…',
    '日…',
    '日…',
    '…',
    '…',
    '',
  ]);
});
