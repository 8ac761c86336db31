/**
 * Memory shared by all threads and read directly by WebAssembly: rows, bytes of batches, partials.
 *
 * The first page belongs to the kernels' constants and to the allocator, whose state is one word. Addresses are bytes;
 * what is allocated is never freed; its owner reuses it.
 */
import { InputOutputError, TrainingError } from '../errors.js';

const pageBytes = 65_536;
/** WebAssembly's own limit, 4 GiB. */
const maximumPages = 65_536;
/** Everything begins on a cache line of its own; the allocator counts in lines. */
const lineBytes = 64;
/**
 * Arrays whose starts agree, or nearly, in the low 12 bits of the address are slow to read and write in step (measured:
 * 0.42 ns a number instead of 0.25), and tiles have powers of two of rows: a gap after each larger array sets the next off.
 */
const gapLines = 5;
const gappedBytes = 1024;
/** Where the number of lines in use is kept. */
const linesInUse = 0;

/** The most bytes that a memory can have. */
export const mostMemory = maximumPages * pageBytes;

const ceilings = new WeakMap<WebAssembly.Memory, number>();

/** How far a memory that this thread has created can grow, in bytes. */
export function ceilingOf(memory: WebAssembly.Memory): number {
  return ceilings.get(memory) ?? mostMemory;
}

/** A memory that can grow to `most` bytes; tests use less than there may be. Throws an `InputOutputError` without address space for it. */
export function createMemory(most = mostMemory): WebAssembly.Memory {
  const known = takeIdle(most);
  if (known !== undefined) return known;
  const memory = reserve(Math.floor(most / pageBytes));
  new Int32Array(memory.buffer)[linesInUse] = pageBytes / lineBytes;
  ceilings.set(memory, most);
  return memory;
}

function reserve(maximum: number): WebAssembly.Memory {
  try {
    return new WebAssembly.Memory({ initial: 1, maximum, shared: true });
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    const text =
      'the system does not give the address space that WebAssembly reserves (10 GB); raise the limit (ulimit -v), or run node with --disable-wasm-trap-handler, which reserves 4 GB at most';
    throw new InputOutputError('MEMORY_RESERVE', text, { cause });
  }
}

/** Memories that no run uses: the collector would not free them in time, as it does not see how large they are. */
const idle: (() => WebAssembly.Memory | undefined)[] = [];

/** Larger ones may be collected. */
const mostKept = 2 ** 28;

/** Gives back a memory that no thread uses any more, and no view of it: the next `createMemory` takes it. */
export function recycleMemory(memory: WebAssembly.Memory): void {
  if (memory.buffer.byteLength <= mostKept) {
    idle.push(() => memory);
    return;
  }
  const weak = new WeakRef(memory);
  idle.push(() => weak.deref());
}

function takeIdle(most: number): WebAssembly.Memory | undefined {
  for (let k = idle.length - 1; k >= 0; k--) {
    const memory = idle[k]!();
    if (memory !== undefined && ceilingOf(memory) !== most) continue;
    idle.splice(k, 1);
    if (memory === undefined) continue;
    const lines = new Int32Array(memory.buffer, 0, 1);
    new Uint8Array(memory.buffer).fill(0, pageBytes, lines[linesInUse]! * lineBytes);
    lines[linesInUse] = pageBytes / lineBytes;
    return memory;
  }
  return undefined;
}

/** The address of `bytes` fresh bytes, all zero; any thread may call it. Throws a `TrainingError` where there is no more. */
export function allocate(memory: WebAssembly.Memory, bytes: number): number {
  if (bytes > mostMemory) throw memoryFull(bytes);
  const lines = Math.ceil(bytes / lineBytes) + (bytes >= gappedBytes ? gapLines : 0);
  const first = Atomics.add(new Int32Array(memory.buffer, 0, 1), linesInUse, lines);
  const end = (first + lines) * lineBytes;
  // Another thread may grow it meanwhile: growing by what is missing now is enough, and harmless twice.
  const missing = end - bufferTo(memory, end).byteLength;
  if (missing > 0) {
    try {
      memory.grow(Math.min(Math.ceil(missing / pageBytes), maximumPages));
    } catch {
      throw memoryFull(bytes);
    }
  }
  return first * lineBytes;
}

function memoryFull(bytes: number): TrainingError {
  const text = `there are no more ${bytes} bytes of memory: WebAssembly addresses 4 GiB, and the system may give less; use fewer --workers, a smaller blockRows or shardRows, or a smaller --memory`;
  return new TrainingError('TRAINING_MEMORY', text);
}

/** The buffer, of a length that takes in what other threads grew: this thread may not have heard of it yet. */
function bufferTo(memory: WebAssembly.Memory, end: number): SharedArrayBuffer {
  if (end > memory.buffer.byteLength) memory.grow(0);
  return memory.buffer;
}

/**
 * An array that says where it lies, so that a kernel need not ask its buffer: that is slow, and buffers of one memory
 * differ as it grows. Only the views made here say so, not their subarrays.
 */
export interface Placed extends ArrayBufferView {
  readonly memory?: WebAssembly.Memory;
  readonly address?: number;
}

function placed<View extends Placed>(view: View, memory: WebAssembly.Memory, address: number): View {
  return Object.defineProperties(view, { memory: { value: memory }, address: { value: address } });
}

/** A view of `length` float64 numbers at an address. */
export function float64At(memory: WebAssembly.Memory, address: number, length: number): Float64Array {
  const buffer = bufferTo(memory, address + length * Float64Array.BYTES_PER_ELEMENT);
  return placed(new Float64Array(buffer, address, length), memory, address);
}

/** A view of nothing that says it lies at an address, which need not be one of the memory. */
export function nothingAt(memory: WebAssembly.Memory, address: number): Float64Array {
  return placed(new Float64Array(0), memory, address);
}

/** A view of `length` whole numbers of 32 bits at an address. */
export function uint32At(memory: WebAssembly.Memory, address: number, length: number): Uint32Array {
  const buffer = bufferTo(memory, address + length * Uint32Array.BYTES_PER_ELEMENT);
  return placed(new Uint32Array(buffer, address, length), memory, address);
}

/** A view of `length` bytes at an address. */
export function bytesAt(memory: WebAssembly.Memory, address: number, length: number): Uint8Array {
  return placed(new Uint8Array(bufferTo(memory, address + length), address, length), memory, address);
}

/** A part of an array; it says where it lies if the whole does. */
export function partOf(array: Float64Array & Placed, from: number, length: number): Float64Array {
  const { memory, address } = array;
  if (memory === undefined || address === undefined) return array.subarray(from, from + length);
  return float64At(memory, address + from * Float64Array.BYTES_PER_ELEMENT, length);
}

/** The address of a view made here; 0 for none; −1 for any other array. */
export function addressOf(memory: WebAssembly.Memory, view: Placed | undefined): number {
  if (view === undefined) return 0;
  return view.memory === memory ? view.address! : -1;
}

/** The address of a view made here; throws a `TypeError` for any other array. */
export function addressIn(memory: WebAssembly.Memory, view: Placed): number {
  if (view.memory === memory && view.address !== undefined) return view.address;
  throw new TypeError('a view of this memory is needed, as float64At and bytesAt make it');
}
