/** The plan of the shared memory: rows and buffers together fit, whatever the shape, or the advice does. */
import { describe, expect, it } from 'vitest';
import { type MemoryNeeds, planSharedMemory } from '#chainrule/engines/threads/shared-memory-plan.js';
import { mostMemory } from '#chainrule/kernels/memory.js';

const usual = { ceiling: mostMemory, spillFolder: '/tmp', exact: 'affordable', inputBytes: 4e9 } as const;

const shapes: MemoryNeeds[] = [11, 101, 1001, 10_001, 20_001].flatMap((width) =>
  [1, 2, 16, 32].flatMap((workers) =>
    [64e6, 1e9, Infinity].map((budget) => ({ ...usual, width, workers, budget, blockRows: 8192 })),
  ),
);

describe('the plan of shared memory', () => {
  it.each(shapes)('fits: $width numbers a row, $workers workers, $budget bytes', (needs) => {
    const { rows, blockBuffers } = planSharedMemory(needs);
    const block = needs.width * needs.blockRows * 8;
    expect(blockBuffers).toBeGreaterThanOrEqual(1);
    expect(blockBuffers).toBeLessThanOrEqual(needs.workers);
    expect(rows).toBeGreaterThan(0);
    expect(rows).toBeLessThanOrEqual(needs.budget ?? Infinity);
    // A batch as bytes and as rows, tiles, and windows of rows on disk.
    const each = (4 + 16 + 4 + 8) * 2 ** 20;
    expect(rows + blockBuffers * block + (needs.workers + 1) * each).toBeLessThan(mostMemory);
    if (blockBuffers > 1) expect(blockBuffers * block).toBeLessThanOrEqual((needs.budget ?? 0) / 4);
  });

  it.each([
    { width: 20_001, workers: 2, blockRows: 65_536 },
    { width: 11, workers: 200, blockRows: 8192 },
    { width: 10_001, workers: 4, blockRows: 2 ** 20 },
  ])('that does not fit advises what does: %j', (shape) => {
    const needs: MemoryNeeds = { ...usual, ...shape };
    let text = '';
    try {
      planSharedMemory(needs);
    } catch (error) {
      text = String(error);
    }
    const workers = /--workers (\d+)/.exec(text)?.[1];
    const blockRows = /blockRows=(\d+)/.exec(text)?.[1];
    expect(workers ?? blockRows).toBeDefined();
    if (workers !== undefined) planSharedMemory({ ...needs, workers: Number(workers) });
    if (blockRows !== undefined) planSharedMemory({ ...needs, blockRows: Number(blockRows) });
  });

  it('takes no more for a block than the input has', () => {
    const needs = { ...usual, width: 1001, workers: 8, blockRows: 2 ** 22, inputBytes: 1e6 };
    expect(planSharedMemory(needs).blockBuffers).toBe(8);
  });

  it('does not refuse input of unknown size for blocks that it may not have', () => {
    const needs = { ...usual, width: 301, workers: 2, blockRows: 2 ** 22 };
    expect(() => planSharedMemory(needs)).toThrow('blockRows=');
    expect(planSharedMemory({ ...needs, inputBytes: Infinity }).rows).toBeGreaterThan(0);
  });
});
