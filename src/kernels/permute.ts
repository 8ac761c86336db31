/** The rows of a window in random order. */
import { permutation, type RandomState, randomFrom } from '../random.js';
import { exportsOver } from './kernel-module.js';
import { allocate, uint32At } from './memory.js';

/** A fresh array of first … first + count − 1 in the order of `permutation`, drawn from this start. */
export type Permute = (start: RandomState, count: number, first: number) => Uint32Array;

/** In plain TypeScript. */
export const plainPermute: Permute = (start, count, first) => {
  const order = permutation(count, randomFrom(start));
  for (let i = 0; i < count; i++) order[i]! += first;
  return order;
};

/** For one thread; asks for memory at the first call, and again only for longer arrays. */
export function wasmPermute(memory: WebAssembly.Memory): Permute {
  const { permute } = exportsOver(memory);
  let address = 0;
  let capacity = 0;
  return (start, count, first) => {
    if (count > capacity) {
      address = allocate(memory, 4 * (start.length + count));
      capacity = count;
    }
    const words = uint32At(memory, address, start.length + count);
    words.set(start);
    permute(address, address + 4 * start.length, count, first);
    return new Uint32Array(words.subarray(start.length));
  };
}
