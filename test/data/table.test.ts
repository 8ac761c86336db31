/** The table: where its blocks lie in memory and on disk, side by side and none over another. */
import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { closeSpill, openSpill, Spill } from '#chainrule/data/spill.js';
import { allocateTable, blockCount, onDisk, openTable } from '#chainrule/data/table.js';
import { createMemory } from '#chainrule/kernels/memory.js';

const size = { rows: 107, features: 3, blockRows: 20 };
const rowBytes = 4 * 8;

/** A table with room for so many bytes of rows in memory. */
function tableWith(budget: number) {
  const memory = createMemory();
  const place = openSpill(memory, budget, tmpdir());
  try {
    const table = allocateTable(memory, size, new Spill(memory, place));
    return { table, opened: openTable(memory, table), spill: new Spill(memory, place) };
  } finally {
    closeSpill(place);
  }
}

describe('a table', () => {
  it('has whole blocks in memory, as many as there is room for', () => {
    const rowsWith = (rows: number, more = 0) => tableWith(rows * rowBytes + more).table.rowsInMemory;
    expect([0, 19, 20, 39, 40, 106, 107, 500].map((rows) => rowsWith(rows))).toEqual([
      0, 0, 20, 20, 40, 100, 107, 107,
    ]);
    expect(rowsWith(40, -1)).toBe(20);
    expect(blockCount(size)).toBe(6);
  });

  it('counts what it took and no more', () => {
    const { spill } = tableWith(50 * rowBytes);
    // 40 rows were taken: ten are left.
    expect(spill.takeMemory(10 * rowBytes + 1)).toBe(false);
    expect(spill.takeMemory(10 * rowBytes)).toBe(true);
    expect(spill.takeMemory(1)).toBe(false);
    expect(spill.takeDisk(0)).toBe((107 - 40) * rowBytes);
  });

  it('has the other blocks on disk one behind the other, each its x and then its y', () => {
    const { table, opened } = tableWith(50 * rowBytes);
    expect([opened.xs.length, opened.ys.length]).toEqual([120, 40]);
    let at = table.disk;
    for (let first = 40; first < 107; first += 20) {
      const count = Math.min(20, 107 - first);
      for (let row = first; row < first + count; row++) {
        const within = row - first;
        expect(onDisk(table, row)).toEqual({
          ...{ x: at + within * 3 * 8, y: at + count * 3 * 8 + within * 8 },
          ...{ first, count },
        });
      }
      at += count * rowBytes;
    }
    expect(at - table.disk).toBe((107 - 40) * rowBytes);
  });
});
