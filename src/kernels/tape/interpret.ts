/** Lays calls out in the memory as assembly/tape.ts plays them: slower than compiled code, but ready at once. */
import { allocate, bytesAt } from '../memory.js';
import { exportsOver } from '../module.js';
import type { Call } from './call.js';
import { argumentsOf } from './imports.js';
import { movingIndex, offsetOf } from './moving.js';

/** The kernels' numbers: those of assembly/tape.ts. */
const numbers: Readonly<Record<Call['kernel'], number>> = {
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
};

const callBytes = 64;
const floatAt = 48;
const wordBytes = 4;

/** Plays steps whose indices stand at an address, `stride` bytes apart; returns how many went to their end. */
export type Play = (indices: number, stride: number, steps: number) => number;

/** An argument that moves: where it stands, what it is added to, and what is added. */
interface Moving {
  readonly at: number;
  readonly index: number;
  readonly offset: number;
}

/** `places`: where the moving arrays begin at the moment. */
export function interpreted(memory: WebAssembly.Memory, calls: readonly Call[], places: Uint32Array): Play {
  const address = allocate(memory, calls.length * callBytes);
  const { buffer, byteOffset, byteLength } = bytesAt(memory, address, calls.length * callBytes);
  const view = new DataView(buffer, byteOffset, byteLength);
  const moving: Moving[] = [];
  for (const [index, call] of calls.entries()) {
    const start = index * callBytes;
    const words = [numbers[call.kernel]];
    if (call.kernel === 'gather') words.push(call.from * wordBytes);
    for (const argument of argumentsOf(call)) {
      if (typeof argument === 'number') words.push(argument);
      else view.setFloat64(start + floatAt, argument.factor, true);
    }
    for (const [k, word] of words.entries()) {
      const at = start + k * wordBytes;
      const index = movingIndex(word);
      if (index < 0) view.setUint32(at, word, true);
      else moving.push({ at, index, offset: offsetOf(word) });
    }
  }
  const { play } = exportsOver(memory);
  return (indices, stride, steps) => {
    for (const { at, index, offset } of moving) view.setUint32(at, places[index]! + offset, true);
    return play(address, calls.length, indices, stride, steps);
  };
}
