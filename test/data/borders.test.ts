/** Where records end: behind line breaks outside quotes, from either end. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstBorder, lastBorder } from '#chainrule/data/borders.js';

const bytesOf = (text: string) => new TextEncoder().encode(text);

/** Ends of records, found the plain way. */
function bordersOf(text: string): number[] {
  let quoted = false;
  return [...text].flatMap((letter, i) => {
    if (letter === '"') quoted = !quoted;
    return letter === '\n' && !quoted ? [i + 1] : [];
  });
}

describe('borders', () => {
  const texts = fc.string({ unit: fc.constantFrom('"', '\n', 'a', ','), maxLength: 30 });

  it('the last one among the first bytes is the last line break outside quotes', () => {
    const property = fc.property(texts, fc.nat(30), (text, wanted) => {
      const length = Math.min(wanted, text.length);
      expect(lastBorder(bytesOf(text), length)).toBe(bordersOf(text.slice(0, length)).at(-1) ?? -1);
    });
    fc.assert(property, { numRuns: 2000, seed: 1 });
  });

  it('the first one from a start is the first line break outside quotes, or the end', () => {
    const property = fc.property(texts, (text) => {
      for (const start of [0, ...bordersOf(text)]) {
        const expected = bordersOf(text).find((border) => border > start) ?? text.length;
        expect(firstBorder(bytesOf(text), start)).toBe(expected);
      }
    });
    fc.assert(property, { numRuns: 1000, seed: 2 });
  });
});
