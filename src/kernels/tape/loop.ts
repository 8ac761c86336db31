/** A loop over the rows of calls that go row by row: four rows at a time, the remaining ones one by one. */
import { Block, closeSums, openSums } from './block.js';
import { type Body, type Local, ops } from './body.js';
import type { Call } from './call.js';
import { Cells } from './cells.js';
import { numbers } from './elementwise.js';
import { numberBytes, operandsOf, type Rows, region, within } from './operands.js';

export interface LoopOptions {
  readonly body: Body;
  readonly calls: readonly Call[];
  readonly rows: number;
  /** Numbers at fixed addresses. */
  readonly cells: Cells;
  /** Where the indices of the step stand. */
  readonly indices: Local;
  /** Of the numbers of rows: whether somebody else reads them from memory. */
  readonly wanted: (address: number) => boolean;
}

export function loopOverRows({ body, calls, rows, cells, indices, wanted }: LoopOptions): void {
  const operands = calls.map((call) => operandsOf(call, rows));
  const arrays = operands.flatMap(({ reads, writes }) => [...reads, ...writes]);
  cells.flush(within(operands.flatMap(({ reads }) => reads).map(({ at, size }) => region(at, rows * size))));
  keepAtHand(calls, cells);
  const sums = openSums(body, calls);
  const offsets = new Map<number, Local>();
  const offsetOf = (size: number): Local => {
    const local = offsets.get(size) ?? body.local('i32');
    offsets.set(size, local);
    return local;
  };
  const counter = offsetOf(1);
  const at = body.local('i32');
  for (const { size } of arrays) offsetOf(size);
  for (const offset of offsets.values()) {
    body.integer(0);
    body.set(offset);
  }
  body.get(indices);
  body.set(at);
  const pointerOf = pointersTo(arrays, rows, offsetOf);
  const kept = (address: number) => wanted(address) || isCarried(address);
  const isCarried = within(carried(calls, rows).map(({ at: from, size }) => region(from, rows * size)));
  const block = (count: 1 | 4, first: number): void => {
    // With four rows at once their numbers would not fit in the registers: they are read again, from the cache.
    const own = new Cells(body, { pointerOf, remember: count === 1 });
    const code = new Block({ body, cells: own, shared: cells, sums, indices: at, first, rows: count });
    for (const call of calls) code.emit(call, rows);
    own.flush(kept);
  };
  body.put(ops.loop);
  block(4, 0);
  for (const [size, offset] of offsets) advance(body, offset, 4 * size * numberBytes);
  advance(body, at, 4 * 4);
  body.get(counter);
  body.integer((rows - (rows % 4)) * numberBytes);
  body.put([...ops.i32LessU, ...ops.brIf]);
  body.unsigned(0);
  body.put(ops.end);
  for (let first = 0; first < rows % 4; first++) block(1, first);
  cells.drop(
    within(operands.flatMap(({ writes }) => writes).map(({ at: from, size }) => region(from, rows * size))),
  );
  closeSums(sums, cells);
}

function advance(body: Body, local: Local, by: number): void {
  body.get(local);
  body.integer(by);
  body.put(ops.i32Add);
  body.set(local);
}

/** Reads what all rows share before the loop begins. */
function keepAtHand(calls: readonly Call[], cells: Cells): void {
  for (const call of calls) {
    if (call.kernel === 'affineForward' || (call.kernel === 'affineBackward' && call.dx !== 0)) {
      const { M, n, p } = call;
      for (let k = 0; k < n; k++) {
        for (const { at, width } of numbers(M + k * p * numberBytes, p)) {
          if (width === 'v128') cells.pair(at);
          else cells.splat(at);
        }
        if (call.kernel === 'affineForward' && call.c !== 0) cells.splat(call.c + k * numberBytes);
      }
    } else if (call.kernel === 'spread') {
      if (call.size === 1) cells.splat(call.source);
      for (const { at, width } of numbers(call.source, call.size)) {
        if (width === 'v128') cells.pair(at);
        else cells.single(at);
      }
    }
  }
}

/** Arrays that are read before they are written: the next time needs them in memory. */
function carried(calls: readonly Call[], rows: number): Rows[] {
  const written = new Set<number>();
  const found: Rows[] = [];
  for (const call of calls) {
    const { reads, writes } = operandsOf(call, rows);
    found.push(...reads.filter(({ at }) => !written.has(at)));
    for (const { at } of writes) written.add(at);
  }
  return found;
}

function pointersTo(arrays: readonly Rows[], rows: number, offsetOf: (size: number) => Local) {
  const sorted = arrays.map(({ at, size }) => ({ ...region(at, rows * size), offset: offsetOf(size) }));
  return (address: number) => sorted.find(({ from, to }) => from <= address && address < to)?.offset;
}
