/**
 * Writes kernel calls down as a tape that WebAssembly plays by itself: a step of a small minibatch costs less than the
 * calls it takes to ask for it.
 *
 * The order of calls, and so every bit, is that of the kernels called one by one. Arrays must lie in the memory.
 */
import type { Recorder, Tape } from './kernels.js';
import { allocate, bytesAt, type Placed } from './memory.js';
import { exportsOver } from './module.js';

/** The kernels' numbers on a tape: those of assembly/tape.ts. */
const numbers = {
  affineForward: 0,
  affineBackward: 1,
  add: 2,
  subtract: 3,
  multiply: 4,
  scale: 5,
  scaledProduct: 6,
  copy: 7,
  spread: 8,
  sumRows: 9,
  rowProducts: 10,
  scaleRows: 11,
  gather: 12,
  divide: 13,
  finite: 14,
  descend: 15,
  average: 16,
  tick: 17,
} as const;

const callBytes = 64;
const floatAt = 48;
const float64Bytes = 8;
const uint32Bytes = 4;

interface Call {
  readonly kernel: number;
  readonly words: readonly number[];
  readonly float: number;
}

type Somewhere = ((Float64Array | Uint32Array) & Placed) | undefined;

export function recorderOver(memory: WebAssembly.Memory): Recorder {
  let calls: Call[] = [];
  let complete = true;
  const at = (array: Somewhere): number => {
    if (array === undefined) return 0;
    if (array.memory === memory && array.address !== undefined) return array.address;
    complete = false;
    return 0;
  };
  const write = (kernel: keyof typeof numbers, words: readonly number[], float = 0): void => {
    calls.push({ kernel: numbers[kernel], words, float });
  };
  return {
    affineForward: (M, x, from, c, out, rows, n, p) =>
      write('affineForward', [at(M), at(x) + from * float64Bytes, at(c), at(out), rows, n, p]),
    affineBackward: (dOut, M, x, from, dM, dx, dc, rows, n, p) =>
      write('affineBackward', [
        at(dOut),
        at(M),
        at(x) + from * float64Bytes,
        at(dM),
        at(dx),
        at(dc),
        rows,
        n,
        p,
      ]),
    add: (a, b, out, count) => write('add', [at(a), at(b), at(out), count]),
    subtract: (a, b, out, count) => write('subtract', [at(a), at(b), at(out), count]),
    multiply: (a, b, out, count) => write('multiply', [at(a), at(b), at(out), count]),
    scale: (factor, a, out, count) => write('scale', [at(a), at(out), count], factor),
    scaledProduct: (factor, a, b, out, count) =>
      write('scaledProduct', [at(a), at(b), at(out), count], factor),
    copy: (a, from, out, count) => write('copy', [at(a) + from * float64Bytes, at(out), count]),
    spread: (source, out, rows, size) => write('spread', [at(source), at(out), rows, size]),
    sumRows: (a, out, rows, size) => write('sumRows', [at(a), rows, size, at(out)]),
    rowProducts: (factor, a, b, out, rows, p) =>
      write('rowProducts', [at(a), at(b), at(out), rows, p], factor),
    scaleRows: (factor, a, b, out, rows, p) => write('scaleRows', [at(a), at(b), at(out), rows, p], factor),
    // Which indices they are is said when the tape is played.
    gather: (_, from, source, out, rows, size) =>
      write('gather', [from * uint32Bytes, at(source), at(out), rows, size]),
    divide: (a, divisor, out, count) => write('divide', [at(a), at(out), count], divisor),
    finite(a, count) {
      write('finite', [at(a), count]);
      return true;
    },
    descend(theta, gradient, stepSizes, from, count) {
      write('descend', [at(theta), at(gradient), at(stepSizes) + from * float64Bytes, count]);
      return true;
    },
    average: (mean, theta, weights, from, count) =>
      write('average', [at(mean), at(theta), at(weights) + from * float64Bytes, count]),
    tick: (clock) => write('tick', [at(clock)]),
    ownLoop() {
      complete = false;
    },
    tape() {
      const tape = complete ? tapeOf(memory, calls) : undefined;
      calls = [];
      complete = true;
      return tape;
    },
  };
}

function tapeOf(memory: WebAssembly.Memory, calls: readonly Call[]): Tape {
  const address = allocate(memory, calls.length * callBytes);
  const { buffer, byteOffset, byteLength } = bytesAt(memory, address, calls.length * callBytes);
  const view = new DataView(buffer, byteOffset, byteLength);
  for (const [index, { kernel, words, float }] of calls.entries()) {
    const start = index * callBytes;
    view.setUint32(start, kernel, true);
    for (const [k, word] of words.entries()) view.setUint32(start + 4 + k * 4, word, true);
    view.setFloat64(start + floatAt, float, true);
  }
  const { play } = exportsOver(memory);
  return {
    play(indices: Uint32Array & Placed, stride, steps) {
      if (indices.memory !== memory || indices.address === undefined) {
        throw new RangeError('the indices do not lie in the memory of the tape');
      }
      return play(address, calls.length, indices.address, stride * uint32Bytes, steps);
    },
  };
}
