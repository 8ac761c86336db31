import { expect, test } from 'vitest';
import { visible } from '#chainrule/text/visible.js';

test('no escape sequence gets through', () => {
  expect(visible('a\u001b[31m\n')).toBe('a\\x1b[31m\\x0a');
});
