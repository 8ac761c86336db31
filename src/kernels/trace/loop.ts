/** A loop over the rows of calls that go row by row: four rows at a time, the remaining ones one by one. */
import { Block, closeSums, openSums } from './block.js';
import { type Body, type Local, ops } from './body.js';
import type { Call } from './call.js';
import { Cells } from './cells.js';
import { numbers } from './map-code.js';
import { movingIndex } from './moving.js';
import { numberBytes, operandsOf, type RowOperand, region, within } from './operands.js';

/** Four cache lines of numbers. */
const rowsAhead = 32;

export interface LoopOptions {
  readonly body: Body;
  readonly calls: readonly Call[];
  readonly rows: number;
  /** Numbers at fixed addresses. */
  readonly cells: Cells;
  /** Where the moving array begins that an address belongs to. */
  readonly beginningOf: (address: number) => Local | undefined;
  /** Where the indices of the step stand. */
  readonly indices: Local;
  /** Of the numbers of rows: whether somebody else reads them from memory. */
  readonly wanted: (address: number) => boolean;
}

/** What is added to the addresses of numbers: moved on by `size` numbers for each row. */
interface Pointer {
  readonly local: Local;
  readonly size: number;
  readonly beginning: Local | undefined;
}

export function loopOverRows(options: LoopOptions): void {
  const { body, calls, rows, cells, beginningOf, indices, wanted } = options;
  const operands = calls.map((call) => operandsOf(call, rows));
  const arrays = operands.flatMap(({ reads, writes }) => [...reads, ...writes]);
  cells.flush(within(operands.flatMap(({ reads }) => reads).map(({ at, size }) => region(at, rows * size))));
  keepAtHand(calls, cells);
  const sums = openSums(body, calls);
  const pointers = new Map<string, Pointer>();
  const pointerTo = ({ at: address, size }: RowOperand): Local => {
    const key = `${movingIndex(address)} ${size}`;
    const pointer = pointers.get(key) ?? { local: body.local('i32'), size, beginning: beginningOf(address) };
    pointers.set(key, pointer);
    return pointer.local;
  };
  const counter = pointerTo({ at: 0, size: 1 });
  const at = body.local('i32');
  for (const array of arrays) pointerTo(array);
  for (const { local, beginning } of pointers.values()) {
    if (beginning === undefined) body.integer(0);
    else body.get(beginning);
    body.set(local);
  }
  body.get(indices);
  body.set(at);
  const pointerOf = pointersTo(arrays, rows, pointerTo);
  const kept = (address: number) => wanted(address) || isCarried(address);
  const isCarried = within(carried(calls, rows).map(({ at: from, size }) => region(from, rows * size)));
  const block = (count: 1 | 4, first: number): void => {
    // With four rows at once their numbers would not fit in the registers: they are read again, from the cache.
    const own = new Cells(body, { pointerOf, remember: count === 1 });
    const code = new Block({ body, cells: own, shared: cells, sums, indices: at, first, rows: count });
    for (const call of calls) code.emit(call, rows);
    own.flush(kept);
  };
  const ahead = [...pointers.values()].flatMap((pointer) => readAhead(body, pointer, rows));
  body.put(ops.loop);
  for (const readOn of ahead) readOn();
  block(4, 0);
  for (const { local, size } of pointers.values()) body.advance(local, 4 * size * numberBytes);
  body.advance(at, 4 * 4);
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

/**
 * Reads what a moving array of one number a row has some rows on: the processor's own reading ahead is late with an array
 * that it sees little of between the rows of another one (measured: a tenth of a tile's time). Not beyond the last row.
 */
function readAhead(body: Body, { local, size, beginning }: Pointer, rows: number): (() => void)[] {
  if (beginning === undefined || size > 1 || rows <= rowsAhead) return [];
  const last = body.local('i32');
  body.get(beginning);
  body.integer((rows - rowsAhead) * numberBytes);
  body.put(ops.i32Add);
  body.set(last);
  const readOn = () => {
    body.get(local);
    body.get(last);
    body.get(local);
    body.get(last);
    body.put([...ops.i32LessU, ...ops.select]);
    const from = body.take('i32');
    body.load('f64', from, (rowsAhead - 1) * numberBytes);
  };
  return [readOn];
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
    } else if (call.kernel === 'map') for (const at of call.shared) cells.splat(at);
    else if (call.kernel === 'spread') {
      if (call.size === 1) cells.splat(call.source);
      for (const { at, width } of numbers(call.source, call.size)) {
        if (width === 'v128') cells.pair(at);
        else cells.single(at);
      }
    }
  }
}

/** Arrays that are read before they are written: the next time needs them in memory. */
function carried(calls: readonly Call[], rows: number): RowOperand[] {
  const written = new Set<number>();
  const found: RowOperand[] = [];
  for (const call of calls) {
    const { reads, writes } = operandsOf(call, rows);
    found.push(...reads.filter(({ at }) => !written.has(at)));
    for (const { at } of writes) written.add(at);
  }
  return found;
}

function pointersTo(arrays: readonly RowOperand[], rows: number, pointerTo: (array: RowOperand) => Local) {
  const sorted = arrays.map((array) => ({
    ...region(array.at, rows * array.size),
    pointer: pointerTo(array),
  }));
  return (address: number) => sorted.find(({ from, to }) => from <= address && address < to)?.pointer;
}
