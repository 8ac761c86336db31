/** Buffers that threads share: as many at a time as there are, each used by one. */
import { expect, it } from 'vitest';
import { BlockBuffers, placeBlockBuffers } from '#chainrule/engines/threads/block-buffers.js';
import { createMemory } from '#chainrule/kernels/memory.js';

it('are different ones at the same time, and used again', () => {
  const memory = createMemory();
  const at = placeBlockBuffers(memory, 3);
  const [one, other] = [new BlockBuffers(memory, at), new BlockBuffers(memory, at)];
  one.limit(2);
  const both = () =>
    one.withBuffer(1000, (a) =>
      other.withBuffer(1000, (b) => {
        a.fill(1);
        b.fill(2);
        expect(a.every((value) => value === 1)).toBe(true);
        return [a.byteOffset, b.byteOffset];
      }),
    );
  const first = both();
  expect(new Set(first).size).toBe(2);
  expect(both()).toEqual(first);
  expect(() =>
    one.withBuffer(8, () => {
      throw new Error('used in vain');
    }),
  ).toThrow('used in vain');
  expect(both()).toEqual(first);
});

it('that are all taken are waited for', () => {
  const memory = createMemory();
  const at = placeBlockBuffers(memory, 1);
  const words = new Uint32Array(memory.buffer, at.address, 3);
  new BlockBuffers(memory, at).withBuffer(1, () => expect(words[2]).toBe(1));
  expect([...words]).toEqual([1, 1, 0]);
});
