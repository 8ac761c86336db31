/** Text from elsewhere in messages: nothing of it reaches a terminal as a command, and none of it is long. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inAscii, quoted, shortened, visible } from '#chainrule/text/visible.js';

const anyText = fc.string({ unit: 'binary', maxLength: 200 });
const hidden = /\p{C}|\p{Zl}|\p{Zp}|(?! )\p{Zs}/u;

describe('visible text', () => {
  it.each([
    ['a\u001b[31m\n', 'a\\x1b[31m\\x0a'],
    ['\u009b2J', '\\x9b2J'],
    ['1\u00a0000', '1\\xa0000'],
    ['\u202egnp', '\\u{202e}gnp'],
    ['naïve 日本 😀', 'naïve 日本 😀'],
  ])('of %j is %s', (text, expected) => {
    expect(visible(text)).toBe(expected);
  });
});

describe('quoted text', () => {
  it('stays on one line, has no controls, and reads back as JSON', () => {
    const property = fc.property(anyText, (text) => {
      const quote = quoted(text);
      expect(quote).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u);
      if ([...text].length <= 60) expect(JSON.parse(quote)).toBe(text);
    });
    fc.assert(property, { numRuns: 500, seed: 1 });
  });

  it('is cut after 60 code points, never within one', () => {
    expect(quoted('x'.repeat(60))).toBe(`"${'x'.repeat(60)}"`);
    expect(quoted('😀'.repeat(61))).toBe(`"${'😀'.repeat(60)}…"`);
    expect(shortened('x'.repeat(61))).toBe(`${'x'.repeat(60)}…`);
  });

  it('tells a no-break space and a byte order mark from nothing', () => {
    expect(quoted('\ufeffa\u00a0b')).toBe('"\\ufeffa\\u00a0b"');
  });
});

it('text in ASCII reads back as JSON and shows what looks alike', () => {
  expect(inAscii('e\u0301')).toBe('"e\\u0301"');
  const property = fc.property(anyText, (text) => {
    expect(inAscii(text)).not.toMatch(hidden);
    expect(JSON.parse(inAscii(text))).toBe(text);
  });
  fc.assert(property, { numRuns: 200, seed: 2 });
});
