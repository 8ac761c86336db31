/** A window's rows in random order: the same numbers from WebAssembly and from plain TypeScript. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainPermute, wasmPermute } from '#chainrule/kernels/permute.js';
import { randomState } from '#chainrule/random.js';
import { memory } from './helpers.js';

const permute = wasmPermute(memory);

test('both give the same order, longer and shorter arrays in turn', () => {
  const property = fc.property(fc.nat(), fc.nat(3000), fc.nat(2 ** 31), (seed, count, first) => {
    const start = randomState(seed, 'permute');
    const order = permute(start, count, first);
    expect(order).toEqual(plainPermute(start, count, first));
    expect(order.length).toBe(count);
  });
  fc.assert(property, { numRuns: 200, seed: 1 });
});

test('a draw that would favour small results is drawn again', () => {
  // The first word drawn is rotl(5b, 7) · 9; with this b it is 2³² − 1, which 3 does not divide evenly.
  const wanted = Math.imul(0xffffffff, 0x38e38e39) >>> 0;
  const b = Math.imul((wanted >>> 7) | (wanted << 25), 0xcccccccd) >>> 0;
  const start = [1, b, 3, 4] as const;
  expect(Math.imul(((Math.imul(b, 5) << 7) | (Math.imul(b, 5) >>> 25)) >>> 0, 9) >>> 0).toBe(0xffffffff);
  for (const count of [2, 3, 4, 5, 8, 1000, 8192])
    expect(permute(start, count, 0)).toEqual(plainPermute(start, count, 0));
});

test('an order is the caller’s own: the next leaves it as it is', () => {
  const first = permute(randomState(1, 'permute'), 50, 0);
  const copy = first.slice();
  permute(randomState(2, 'permute'), 50, 0);
  expect(first).toEqual(copy);
});
