/** Record boundaries: after line feeds outside quotes, found from either end. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lastBoundary, nextBoundary, recordEnd } from '#chainrule/data/boundaries.js';

const bytesOf = (text: string) => new TextEncoder().encode(text);

/** Ends of records, found the plain way. */
function boundariesOf(text: string): number[] {
  let quoted = false;
  return [...text].flatMap((letter, i) => {
    if (letter === '"') quoted = !quoted;
    return letter === '\n' && !quoted ? [i + 1] : [];
  });
}

describe('boundaries', () => {
  const texts = fc.string({ unit: fc.constantFrom('"', '\n', 'a', ','), maxLength: 30 });

  it('the last one among the first bytes is the last line break outside quotes', () => {
    const property = fc.property(texts, fc.nat(30), (text, wanted) => {
      const length = Math.min(wanted, text.length);
      expect(lastBoundary(bytesOf(text), length)).toBe(boundariesOf(text.slice(0, length)).at(-1) ?? -1);
    });
    fc.assert(property, { numRuns: 2000, seed: 1 });
  });

  it('the first one from a start is the first line break outside quotes, or the end', () => {
    const property = fc.property(texts, (text) => {
      for (const start of [0, ...boundariesOf(text)]) {
        const expected = boundariesOf(text).find((boundary) => boundary > start) ?? text.length;
        expect(recordEnd(bytesOf(text), start)).toBe(expected);
      }
    });
    fc.assert(property, { numRuns: 1000, seed: 2 });
  });

  it('the next one from anywhere is found if it is known whether that lies inside quotes', () => {
    const property = fc.property(texts, fc.nat(30), (text, at) => {
      const from = Math.min(at, text.length);
      const inside = text.slice(0, from).split('"').length % 2 === 0;
      const expected = boundariesOf(text).find((boundary) => boundary > from) ?? -1;
      expect(nextBoundary(bytesOf(text), from, inside)).toBe(expected);
    });
    fc.assert(property, { numRuns: 2000, seed: 3 });
  });
});
