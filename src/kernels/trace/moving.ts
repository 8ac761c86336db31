/**
 * Arrays that lie elsewhere each time a trace is played. In the calls their addresses are beyond those of the memory:
 * array k begins at (k + 1)·2³². So all that asks which arrays are one, or apart, holds for them too.
 */
import { allocate, uint32At } from '../memory.js';

const beyond = 2 ** 32;

export function movingAddress(index: number): number {
  return (index + 1) * beyond;
}

/** Which of them an address belongs to; −1 for an address of the memory. */
export function movingIndex(address: number): number {
  return Math.floor(address / beyond) - 1;
}

/** What is to be added to where the array begins; an address of the memory as it is. */
export function offsetOf(address: number): number {
  return address % beyond;
}

/** Where the arrays of a trace begin at the moment, by number: words of the memory, for the code to read. */
export function placesIn(
  memory: WebAssembly.Memory,
  arrays: number,
): { address: number; words: Uint32Array } {
  const address = arrays === 0 ? 0 : allocate(memory, arrays * Uint32Array.BYTES_PER_ELEMENT);
  return { address, words: uint32At(memory, address, arrays) };
}
