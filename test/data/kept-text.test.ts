/** Kept fields are the bytes of the file, whatever the records look like. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { KeptText } from '#chainrule/data/kept-text.js';

const field = fc.oneof(
  fc.constantFrom('', ' ', '12', '-0.5 ', 'ŷ'),
  fc.constantFrom('a,b', 'say ""no""', 'two\nlines', 'two\r\nlines', '', '\r').map((text) => `"${text}"`),
);
const lineEnd = fc.constantFrom('\n', '\r\n', '\n\n', '\r\n\r\n\n');

it('are found record by record, between quotes, empty lines and both line ends', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.tuple(fc.constantFrom('x', '"x"'), field, field), lineEnd), {
        minLength: 1,
        maxLength: 9,
      }),
      fc.constantFrom('', '\n', '\r\n'),
      fc.boolean(),
      fc.shuffledSubarray([0, 1, 2], { minLength: 1 }),
      (records, before, unended, keep) => {
        const text = records.map(([fields, end]) => fields.join(',') + end).join('');
        const bytes = Buffer.from(before + (unended ? text.trimEnd() : text));
        const kept = new KeptText(bytes, 3, keep);
        for (const [number, [fields]] of records.entries()) {
          kept.next();
          const found = keep.map((_, k) => bytes.subarray(kept.starts[k], kept.ends[k]).toString());
          const isLast = unended && number === records.length - 1;
          expect(found).toEqual(
            keep.map((f) => (isLast && f === 2 ? (fields[f] ?? '').trimEnd() : fields[f])),
          );
        }
      },
    ),
    { seed: 11, numRuns: 300 },
  );
});
