/** Rows that are kept stay as they are, whatever is decoded later. */
import { expect, it } from 'vitest';
import { RowBuffer } from '#chainrule/engines/threads/row-buffer.js';
import { createMemory, float64At } from '#chainrule/kernels/memory.js';
import { workspaceOver } from '#chainrule/kernels/workspace.js';
import { seeded } from '../kernels/helpers.js';

it('what is kept stays, be its room filled, too roomy or used for rows that are not kept', () => {
  const memory = createMemory();
  const room = new RowBuffer(memory, workspaceOver(memory).kernels);
  const source = seeded(21);
  const kept: { address: number; length: number; value: number }[] = [];
  for (let value = 1; value <= 300; value++) {
    const most = 1 + source.below(500);
    const length = source.below(2) === 0 ? most : source.below(most + 1);
    const there = room.take(most);
    expect(there.length).toBe(most);
    there.fill(value, 0, length);
    if (source.below(3) > 0) kept.push({ address: room.keep(length), length, value });
  }
  for (const { address, length, value } of kept) {
    expect([...float64At(memory, address, length)]).toEqual(Array.from({ length }, () => value));
  }
});

it('rows that fill their room are not copied, and a room that was not kept is used again', () => {
  const memory = createMemory();
  const room = new RowBuffer(memory, workspaceOver(memory).kernels);
  const first = room.take(1000);
  expect(room.take(900).byteOffset).toBe(first.byteOffset);
  expect(room.keep(10)).not.toBe(first.byteOffset);
  expect(room.take(1000).byteOffset).toBe(first.byteOffset);
  expect(room.keep(990)).toBe(first.byteOffset);
  expect(room.take(1000).byteOffset).not.toBe(first.byteOffset);
});
